import type { Business } from "@attune/model/business";
import type { Playbook } from "@attune/model/tactic";
import type { Stores } from "../ports/stores.ts";
import type { CollectSummary } from "./arrival.ts";
import type { FillSource } from "./fill-segments.ts";
import type { Outlets } from "./outlets.ts";

/** What an engine is opened with. */
export interface EngineParts {
  stores: Stores;
  business: Business;
  playbook: Playbook;
  /** Epoch milliseconds; simulated time in tests and in the demo's history. */
  clock: () => number;
  /** Unique ids for messages and decisions. */
  newId: () => string;
  observe: EngineObserver;
  /** Finds segments anew for everybody in a process of its own, where there are many; absent: in this one. */
  fillSegmentsApart?: FillSource;
  /** Makes ready what messages go out through, and throws where a template cannot be used. Absent: no journey moves, nothing is sent. */
  prepareOutlets?: (playbook: Playbook) => Promise<Outlets>;
}

/** What happens inside, for logs and metrics. */
export interface EngineObserver {
  collected(source: string, summary: CollectSummary): void;
  /** Something went wrong that no caller waits for; the engine goes on. */
  trouble(
    what: "projector" | "item-lists" | "decision-record" | "replay" | "forgetting" | "segments" | "journeys" | "offers",
    error: unknown,
  ): void;
}
