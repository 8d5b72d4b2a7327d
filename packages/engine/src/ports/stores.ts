import type { Analytics } from "./analytics.ts";
import type { DefinitionStore } from "./definition-store.ts";
import type { EventLog } from "./event-log.ts";
import type { FileShelf } from "./file-shelf.ts";
import type { JourneyStore } from "./journey-store.ts";
import type { LiveState } from "./live-state.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { Partitions } from "./partitions.ts";
import type { Promises } from "./promises.ts";
import type { Quarantine } from "./quarantine.ts";
import type { ScoreStore } from "./score-store.ts";

/** All that the runtime keeps things in. An adapter opens all of them over one place and closes them together. */
export interface Stores {
  log: EventLog;
  state: LiveState;
  quarantine: Quarantine;
  definitions: DefinitionStore;
  scores: ScoreStore;
  memberships: MembershipStore;
  journeys: JourneyStore;
  analytics: Analytics;
  /** Where other nodes decide too. Absent: nobody else decides on these stores. */
  promises?: Promises;
  /** Where an instance has several: they fold what comes in, and `state.commit` takes in nothing but what leaves the quarantine. Absent: one writer commits. */
  partitions?: Partitions;
  /** Where other nodes take over. Absent: files lie in the data directory alone. */
  files?: FileShelf;
  /** Bytes on disk, room left, and whether writes are possible; for health and doctor. */
  health(): Promise<StoresHealth>;
  /** A consistent copy into an empty directory, while running. Rejects `bad-request` where that is the engines' own affair. */
  backup(directory: string): Promise<void>;
  /** Compacts, so that no deleted byte stays on disk. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

export interface StoresHealth {
  writable: boolean;
  detail: string;
  usedBytes: number;
  limitBytes: number;
}
