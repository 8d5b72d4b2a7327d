import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { WriteSet } from "@attune/model/write-set";
import type { FoldResult } from "../fold-group.ts";
import type { Cargo, Kin, KinContents, Rewrite } from "./kin.ts";
import type { Letter, Task } from "./letter.ts";
import type { Place } from "./place-of.ts";

/** What a step reads of its partition: what is committed, and what earlier steps of the same group have changed. A step does not change it. */
export interface PartitionView {
  partition: number;
  partitions: number;
  /** Of the newest step. */
  tick: number;
  /** The kin that have the identifier, where they lie here. */
  kinOf(key: IdentifierKey): Kin | undefined;
  /** Asked where kin leave, and nowhere else: linear in them. */
  contentsOf(born: Offset): KinContents;
  /** The record of an identifier or of a profile's id, as far as its kin lie here. */
  identity(key: IdentifierKey): IdentityRecord | undefined;
  profile(profileId: string): Profile | undefined;
  /** Whether an entry of kin that lie here came under this message key. */
  isSeen(messageKey: string): boolean;
  /** Where kin that lay here went last. */
  movedTo(place: Place): number | undefined;
  /** Number of the last letter that was taken in from there; 0: none. */
  receivedFrom(partition: number): number;
  /** Number of the last letter sent there; 0: none. */
  sentTo(partition: number): number;
  /** The order that changed an entry of this partition's log last. */
  orderOf(offset: Offset): Offset | undefined;
}

/** The logs of all partitions: the others' as they are committed, this one's with what it has changed since. Read by orders alone. */
export interface PartitionedLog {
  /** Events and decisions under these ids. */
  ownedBy(profileIds: ReadonlySet<string>): LogEntry[];
  at(offsets: Iterable<Offset>): LogEntry[];
  /** Who names each of these in entries but those at `except`: for an identifier that more profiles name than its record lists. Linear in the logs. */
  names(keys: ReadonlySet<IdentifierKey>, except: ReadonlySet<Offset>): ReadonlyMap<IdentifierKey, readonly string[]>;
}

/** Everything that one step changes, as data: committed whole or not at all, together with what other steps of the same group change. */
export interface PartitionChange {
  tick: number;
  /** The letter that was taken in. */
  received?: { from: number; number: number };
  /** By `born`: those that changed in any way, as they are now. */
  kin: Map<Offset, Kin>;
  /** Kin that were here and are not any more, under this name: into which others they went; null: they left. */
  gone: Map<Offset, Offset | null>;
  /** Identifiers that nobody had named before, and whose kin they are. */
  begun: Map<IdentifierKey, Offset>;
  /** What came with the letter, and into which kin it went. */
  arrived: { cargo: Cargo; into: Offset } | null;
  moved: Map<Place, number | null>;
  /** What the task changed, and of which kin it is. */
  wrote: { kin: Offset; writes: KinWrites } | null;
  /** Entries of this partition's log. */
  rewritten: Rewrite[];
  letters: Letter[];
  carriedOut: CarriedOut[];
}

/** What is new of the people whom a task is about. */
export type KinWrites = Pick<WriteSet, "entries" | "identities" | "profiles" | "seen">;

/** A task that came to its end. */
export interface CarriedOut {
  task: Task;
  /** That its first entry has, or would have. */
  offset: Offset;
  result: TaskResult;
}

export type TaskResult =
  | FoldResult
  /** `offset`: who reads the log up to there meets what the order changed as it is now. */
  | { kind: "unmerged"; restored: string[]; offset: Offset }
  /** `entries`: how many of the log were theirs. */
  | { kind: "erased"; profileIds: string[]; entries: number; offset: Offset }
  /** The order cannot be carried out, or not any more; `message` says why. */
  | { kind: "impossible"; code: "bad-request" | "not-found"; message: string };
