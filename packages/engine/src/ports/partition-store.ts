import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { Kin, Rewrite } from "../profile/partitions/kin.ts";
import type { Place } from "../profile/partitions/place-of.ts";
import type { EventLog } from "./event-log.ts";

/**
 * What one of several partitions keeps, as its writer reads and changes it: decision 0012. One writer; the profiles and identities that it writes are
 * those that decisions read.
 */
export interface PartitionStore {
  partition: number;
  partitions: number;
  /** As the newest commit left it; everything committed can be read then. */
  standing(): Promise<PartitionStanding>;
  /** Where this partition knows each identifier's kin to be (null: it has never seen them), and the record of whose identifier it is (null: there is none). */
  named(
    keys: Iterable<IdentifierKey>,
  ): Promise<Map<IdentifierKey, { pointer: Pointer | null; identity: IdentityRecord | null }>>;
  /** Where this partition knows the kin of what has these places to be. */
  pointers(places: Iterable<Place>): Promise<Map<Place, Pointer | null>>;
  /** What is to be known of each of these kin, and which of the message keys its entries came under. */
  kin(asked: ReadonlyMap<Offset, readonly string[]>): Promise<Map<Offset, KinHead & { seen: ReadonlySet<string> }>>;
  /** The places of kin, and their message keys with the time after which these may be forgotten. */
  members(kin: Offset): Promise<KinMembers>;
  /** Greater than the id of any event that was ever set aside. */
  nextQuarantineId(): Promise<number>;
  /** Where all partitions stand, as far as the state knows. */
  standings(): Promise<PartitionStanding[]>;
  profiles(ids: Iterable<string>): Promise<Map<string, Profile>>;
  /** The orders that changed these entries of this partition's log last; null: none did. */
  orders(offsets: Iterable<Offset>): Promise<Map<Offset, Offset | null>>;
  /** This partition's own log, as far as it is in the state. */
  log: EventLog;
  /** The logs of all partitions as they are in the state by now, also beyond what every partition has passed. */
  committed: EventLog;
  /** Resolves when what every partition did until it stood at this tick is in the state. Rejects `storage-unavailable` where one does not get there in some seconds. */
  untilAllStandAt(tick: number): Promise<void>;
  /** Whole or not at all, durable when it resolves, and readable by `standing` of whoever comes after. Rejects `conflict` where another has become the writer. */
  commit(writes: PartitionWrites): Promise<void>;
  /**
   * Committed letters to this partition behind those that it has taken in, in order; from each sender whole commits of them until they are `limit`.
   * @param look for what nobody said, too
   */
  letters(standing: PartitionStanding, limit: number, look: boolean): Promise<PartitionLetter[]>;
  /** What is kept of write sets that the state has, and of letters that are taken in, goes: of erased people, too. */
  forgetApplied(standing: PartitionStanding): Promise<void>;
  /** Told when letters to this partition may have come; now and then in vain, or not at all. */
  onLetters(listener: () => void): void;
}

export interface PartitionStanding {
  tick: number;
  /** Number of the last letter taken in, by sender. */
  received: readonly number[];
  /** Number of the last letter sent, by receiver. */
  sent: readonly number[];
  /** Letters that have others rewrite entries as an order says, until they are known to be taken in: readers meet the order when all of it is done. */
  orders: ReadonlyArray<{ to: number; number: number; order: Offset }>;
  /** Tick of the last commit that changed entries in this partition's log; absent: none has. Who has read them before is to read them again. */
  rewrote?: number;
  /** No entry of its log that came in before this time (ms) has network details; absent: they stay. */
  detailsBefore?: number;
  /** It takes no tasks in until it is let go on: profiles are being computed anew. Letters it does. */
  held?: true;
}

/** How many identifiers kin have, and the entries of other partitions' logs that are to be read as they will be. */
export type KinHead = Pick<Kin, "size" | "unsettled">;

/** `kin`: they lie here; `to`: they lay here, and went there last. */
export type Pointer = { kin: Offset } | { to: number };

export interface KinMembers {
  /** With the identifier; null where no record is kept of it, as of one that was erased. */
  places: Map<Place, IdentifierKey | null>;
  seen: Map<string, number>;
}

/** A group of steps as one write set. */
export interface PartitionWrites {
  standing: PartitionStanding;
  entries: LogEntry[];
  /** Entries of this partition's log as they are now; an order of 0 leaves what is kept of who changed them. */
  rewritten: Map<Offset, Rewrite>;
  /** Null deletes, here and below. */
  profiles: Map<string, Profile | null>;
  identities: Map<IdentifierKey, IdentityRecord | null>;
  pointers: Map<Place, Pointer | null>;
  kin: Map<Offset, KinHead | null>;
  /** New members, and those whose identifier is told anew. Those of kin that are deleted go with them. */
  members: Map<Offset, KinMembers>;
  letters: PartitionLetter[];
  /** The quarantine is kept once, with partition 0. */
  quarantined: QuarantinedEvent[];
  released: number[];
}

/** What one partition sends another: 1, 2, 3, … from this one to that. */
export interface PartitionLetter {
  from: number;
  to: number;
  number: number;
  text: string;
}
