import type { Engine } from "@attune/engine/runtime/engine";
import type { Accounts } from "../accounts/accounts.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Migration } from "../migrate/migrate-stores.ts";
import type { OnStep } from "../migrate/on-step.ts";
import type { Keys } from "./keys.ts";

/** One data directory with everything that runs on it: what the routes act upon. */
export interface Instance {
  /** The present engine. A restore puts another in its place, so read it anew for each request. */
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly accounts: Accounts;
  /** Null where everything is in memory. */
  readonly dataDirectory: string | null;
  /** The data directory where another process can read people beside this one; null where they are in memory, or in a cluster. */
  readonly peopleDirectory: string | null;
  readonly startedAt: number;
  readonly clock: () => number;
  /** Other than `serving` answers 503 to all but health and jobs: for good where everything was `moved`. */
  readonly state: "serving" | "restoring" | "moving" | "moved" | "stopping";
  /** Refuses new requests from now on; those under way go on. */
  stop(): void;
  /** Replaces all data by those of a backup, then reopens. Present data are moved aside, within the data directory. */
  restore(directory: string): Promise<{ entries: number; movedTo: string }>;
  /** Brings everything to a cluster, or to another data directory, while it is served until little is left; then it is `moving`, and `moved` in the end. Served as before where `onStep` throws or it fails. */
  move(to: string, onStep: OnStep): Promise<Migration>;
  close(): Promise<void>;
}
