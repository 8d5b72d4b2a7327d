import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { EntryTask, OrderTask } from "../profile/partitions/letter.ts";
import type { TaskResult } from "../profile/partitions/partition-view.ts";
import type { PartitionStanding } from "./partition-store.ts";

/** What is to be carried out by one of several partitions: an entry to fold or an order, and the ticket under which whoever hands it in hears what became of it. */
export type PartitionTask = EntryTask | OrderTask;

/** What became of tasks, by their tickets. */
export type PartitionAnswers = ReadonlyArray<readonly [ticket: string, result: TaskResult]>;

/** Events that are to be set aside, before they have an id. */
export type AsideEvents = ReadonlyArray<Omit<QuarantinedEvent, "quarantineId">>;

/** A partition's writer, as it is handed work. */
export interface PartitionAtWork {
  /** Resolves when the tasks are kept: what becomes of each is told under its ticket. */
  handIn(tasks: readonly PartitionTask[]): Promise<void>;
  /** Of partition 0. Resolves with the ids that events got in the quarantine; `released` leave it in the same write. */
  setAside(events: AsideEvents, released: readonly number[]): Promise<number[]>;
  /** Whole write sets, and letters that were taken in, are no longer kept. */
  forgetApplied(): Promise<void>;
  /** Takes no tasks in from now on, whoever comes to write the partition; or goes on, with people as the state has them. */
  hold(isHeld: boolean): Promise<void>;
  /** Takes network details out of the next entries of its own log, after an offset, that came in before a moment; whatever is rewritten later loses them, too. */
  forgetDetails(asked: { after: Offset; before: number }): Promise<DetailsStep>;
  /** Writes people that were computed anew, in place of whoever wrote them last. Of partition 0, while all are held. */
  replacePeople(people: PeopleAnew): Promise<void>;
}

/** A step through a partition's log. */
export interface DetailsStep {
  /** The last entry that it looked at. */
  last: Offset;
  changed: number;
  /** What comes behind is younger, or nothing does. */
  isOver: boolean;
}

/** Null deletes. */
export interface PeopleAnew {
  profiles: ReadonlyMap<string, Profile | null>;
  identities: ReadonlyMap<IdentifierKey, IdentityRecord | null>;
}

/** The partitions of an instance that has several, wherever their writers are, for whoever hands in what is to be folded: decision 0012. */
export interface Partitions {
  count: number;
  /** What the tickets of this process begin with, before a dot, and no other's. */
  asker: string;
  /** Where the kin of each of these lie; null: nobody knows any of their identifiers, or they are on their way. A moment old: what comes to another partition finds its way. */
  places(keys: readonly (readonly IdentifierKey[])[]): Promise<Array<number | null>>;
  /** Waits for a partition that nobody writes, for some seconds; then rejects with `storage-unavailable`, where nothing may have been kept or all of it. */
  handIn(partition: number, tasks: readonly PartitionTask[]): Promise<void>;
  /** As of `PartitionAtWork`. After an answer that was lost, the same events may be set aside twice. */
  setAside(events: AsideEvents, released: readonly number[]): Promise<number[]>;
  /** As of `PartitionAtWork`. */
  forgetApplied(partition: number): Promise<void>;
  /** As of `PartitionAtWork`. */
  hold(partition: number, isHeld: boolean): Promise<void>;
  /** As of `PartitionAtWork`. */
  forgetDetails(partition: number, asked: { after: Offset; before: number }): Promise<DetailsStep>;
  /** As of `PartitionAtWork`; rejects where another process writes partition 0. */
  replacePeople(people: PeopleAnew): Promise<void>;
  /** Where all stand, as far as the state knows. */
  standings(): Promise<PartitionStanding[]>;
  /** Told what became of what this process handed in, when it is committed. A word may be lost with the node that said it. */
  onAnswers(listener: (answers: PartitionAnswers) => void): void;
}
