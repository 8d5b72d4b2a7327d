import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";

/** What a fold needs to know before it runs: the part of the state that a group of entries can touch. */
export interface LiveView {
  /** Offset that the next entry gets. */
  nextOffset: Offset;
  identities: Map<IdentifierKey, IdentityRecord>;
  /** The profiles that these identities point to. Treat as immutable: a changed profile is a new object. */
  profiles: Map<string, Profile>;
  /** Those of the asked message keys that were accepted before. */
  seen: Set<string>;
  nextQuarantineId: number;
}

/** Everything that one group of entries changes, as data. Applied whole or not at all. */
export interface WriteSet {
  /** New entries, with consecutive offsets from `LiveView.nextOffset`. Each event and decision is indexed under its `profileId`. */
  entries: LogEntry[];
  /** Entries that change in place: re-owned by an unmerge, or overwritten with tombstones by an erasure. The index follows. */
  rewritten: LogEntry[];
  /** Null deletes. */
  profiles: Map<string, Profile | null>;
  identities: Map<IdentifierKey, IdentityRecord | null>;
  /** Message keys accepted in this group, with the time after which they may be forgotten (`Infinity`: never). */
  seen: Map<string, number>;
  quarantined: QuarantinedEvent[];
  /** Quarantined events that are gone: replayed or erased. */
  released: number[];
}

/**
 * Profiles, identities and the message ids seen so far. One writer; any number of readers.
 * Reads see every commit that was resolved before them. Values handed out must not be changed.
 */
export interface LiveState {
  load(identifiers: Iterable<IdentifierKey>, messageKeys: Iterable<string>): Promise<LiveView>;
  /** Atomic, and durable when it resolves. Rejects with `storage-full` when nothing was written. */
  commit(writes: WriteSet): Promise<void>;
  profile(profileId: string): Promise<Profile | undefined>;
  /** Follows identities in the order given and returns the profile of the first that is known. */
  find(identifiers: readonly IdentifierKey[]): Promise<Profile | undefined>;
  identity(key: IdentifierKey): Promise<IdentityRecord | undefined>;
  profileCount(): Promise<number>;
  /** All profile ids, ascending, after `after`, at most `limit`: for rebuilds and back-fills. */
  profileIds(after: string | null, limit: number): Promise<string[]>;
  /** Forgets message keys whose time is over; returns how many. */
  forgetSeen(now: number): Promise<number>;
  /** Empties everything but the log and what replay cannot bring back (quarantine, message ids). The first step of a replay. */
  clearProjections(): Promise<void>;
}
