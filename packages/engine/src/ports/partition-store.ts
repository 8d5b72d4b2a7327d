import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";

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
  /** How many identifiers each of these kin has, and which of the message keys its entries came under. */
  kin(asked: ReadonlyMap<Offset, readonly string[]>): Promise<Map<Offset, { size: number; seen: ReadonlySet<string> }>>;
  /** The identifiers of kin, and their message keys with the time after which these may be forgotten. */
  members(kin: Offset): Promise<KinMembers>;
  /** Greater than the id of any event that was ever set aside. */
  nextQuarantineId(): Promise<number>;
  /** The greatest tick that any partition is known to have had. */
  newestTick(): Promise<number>;
  profiles(ids: Iterable<string>): Promise<Map<string, Profile>>;
  /** Whole or not at all, durable when it resolves, and readable by `standing` of whoever comes after. Rejects `conflict` where another has become the writer. */
  commit(writes: PartitionWrites): Promise<void>;
  /** Committed letters to this partition behind those that it has taken in, in order; from each sender whole commits of them until they are `limit`. */
  letters(standing: PartitionStanding, limit: number): Promise<PartitionLetter[]>;
  /** Told when letters to this partition may have come; now and then in vain, or not at all. */
  onLetters(listener: () => void): void;
}

export interface PartitionStanding {
  tick: number;
  /** Number of the last letter taken in, by sender. */
  received: readonly number[];
  /** Number of the last letter sent, by receiver. */
  sent: readonly number[];
}

/** `kin`: they lie here; `to`: they lay here, and went there last. */
export type Pointer = { kin: Offset } | { to: number };

export interface KinMembers {
  keys: Set<IdentifierKey>;
  seen: Map<string, number>;
}

/** A group of steps as one write set. */
export interface PartitionWrites {
  standing: PartitionStanding;
  entries: LogEntry[];
  /** Null deletes, here and below. */
  profiles: Map<string, Profile | null>;
  identities: Map<IdentifierKey, IdentityRecord | null>;
  pointers: Map<IdentifierKey, Pointer | null>;
  sizes: Map<Offset, number | null>;
  /** New members. Those of kin that are deleted go with them. */
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
