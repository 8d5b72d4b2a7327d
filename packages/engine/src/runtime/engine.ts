import type { Business } from "@attune/model/business";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { Identifier } from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { OfferAccount } from "@attune/model/offer";
import type { Profile } from "@attune/model/profile";
import type { Playbook } from "@attune/model/tactic";
import type { Stores } from "../ports/stores.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import type { CatalogueKeeper } from "./catalogue-keeper.ts";
import type { Experiments } from "./experiments.ts";
import type { Journeys } from "./journeys.ts";
import type { Previewer } from "./previewer.ts";
import type { BodyEncoding } from "./quarantined-body.ts";
import type { DecisionElsewhere } from "./record-decisions.ts";
import type { Segments } from "./segments.ts";
import type { TacticStops } from "./tactic-stops.ts";

export interface ProjectorState {
  head: Offset;
  checkpoint: Offset;
  /** The error that keeps analytics behind, if any. */
  trouble: string | null;
}

/** Progress of long work; `total` is null while unknown. */
export type OnProgress = (done: number, total: number | null) => void;

/**
 * The running system behind every surface. One per data directory.
 * Whatever it resolves to is durable; whatever it rejects with is an `AttuneError`.
 */
export interface Engine {
  readonly stores: Stores;
  /** The things that can be shown, and the model that lists draw from. */
  readonly catalogue: CatalogueKeeper;
  /** Takes raw events; resolves when every kept, and every quarantined one, is on disk. Rejects `storage-full` or `overloaded` with nothing kept. */
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
  decide(request: DecideRequest): Promise<DecideResponse>;
  /** Counts decisions that were asked for with `confirm`, if that was within a minute; returns how many. */
  confirm(decisionIds: readonly string[]): number;
  /** Takes in what other nodes decided, each once. Resolves when it is on disk. */
  recordDecisions(made: readonly DecisionElsewhere[]): Promise<void>;
  findProfile(identifier: Identifier): Promise<Profile | undefined>;
  /** A person's events and decisions, newest first, with offset < `before` (null: from the newest). */
  timeline(profile: Profile, before: Offset | null, limit: number): Promise<LogEntry[]>;
  /** Takes the identifiers in `split` out of the profile into one of their own. Returns the profiles that stand afterwards. */
  unmerge(profile: Profile, split: Identifier[], by: string): Promise<string[]>;
  erase(profile: Profile, by: string): Promise<{ profileIds: string[]; entries: number }>;
  /** Forgets who a person was and keeps what is counted, under an id that nothing leads to. */
  anonymise(profile: Profile, by: string): Promise<{ profileIds: string[]; entries: number }>;
  /** Takes network addresses and browser descriptions out of events that came in before then; returns how many. */
  forgetNetworkDetails(before: number, signal: AbortSignal): Promise<number>;
  /** Forgets quarantined events for good; returns how many of these ids were there. */
  discardQuarantined(ids: number[]): Promise<number>;
  /** Takes events, mended by hand, in the place of the one that is held; all or none (`bad-request`). Undefined where none is held. */
  mendQuarantined(id: number, events: JsonObject[]): Promise<CollectSummary | undefined>;
  /** Takes quarantined events in again: those with these ids, or all. `encoding`: that of bytes that were no UTF-8. */
  replayQuarantine(ids: number[] | null, onProgress: OnProgress, encoding?: BodyEncoding): Promise<CollectSummary>;
  /**
   * Rebuilds profiles, identities and analytics from the log. Meanwhile events wait, and decisions and profiles are refused with
   * `overloaded`. The signal is heeded until it begins; then it runs to its end.
   */
  replay(onProgress: OnProgress, signal: AbortSignal): Promise<{ entries: number }>;
  /** True while the state is being rebuilt from the log: events wait, reads are refused. */
  isRebuilding(): boolean;
  /** What would be decided, without deciding it. */
  readonly previewer: Previewer;
  readonly segments: Segments;
  /** How far the budgets of the playbook's offers are used. */
  offerAccounts(): Promise<OfferAccount[]>;
  /** Null where nothing is sent: in tools that only look. */
  readonly journeys: Journeys | null;
  projector(): Promise<ProjectorState>;
  /** Resolves when analytics holds everything committed before the call; rejects `analytics-unavailable` after `timeoutMs`. */
  settled(timeoutMs: number): Promise<void>;
  /** The one that decides now. */
  readonly playbook: Playbook;
  /**
   * Puts another playbook in place of the present one, between two decisions: each sees one of them whole. Throws `bad-request` with
   * nothing changed where the business's time zone or currency would become another. `keep` writes it down first; where that fails
   * nothing changes either. One call at a time.
   */
  applyPlaybook(next: { business: Business; playbook: Playbook }, keep: () => Promise<void>): Promise<void>;
  readonly experiments: Experiments;
  readonly tacticStops: TacticStops;
  /** The currency is that of the first priced event where none was declared. */
  business(): Business;
  close(): Promise<void>;
}
