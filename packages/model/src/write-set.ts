import type { IdentifierKey, IdentityRecord } from "./identity.ts";
import type { LogEntry, Offset } from "./log-entry.ts";
import type { Profile } from "./profile.ts";
import type { QuarantinedEvent } from "./quarantined.ts";

/** What a fold needs to know before it runs: the part of the state that a group of entries can touch. A fold does not change it. */
export interface LiveView {
  /** The least offset that the next entry may get. */
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
  /** New entries, with offsets that rise, from `LiveView.nextOffset` on. Each event and decision is indexed under its `profileId`. */
  entries: LogEntry[];
  /** Entries that change in place: re-owned by an unmerge, or overwritten with tombstones by an erasure. The index follows. */
  rewritten: LogEntry[];
  /** Null deletes. */
  profiles: Map<string, Profile | null>;
  /**
   * Those of `profiles` that only took in entries of this set: folded onto what they were, these entries make what they are. A store may
   * leave them to be folded again when they are next read.
   */
  derivable: Set<string>;
  identities: Map<IdentifierKey, IdentityRecord | null>;
  /** Message keys accepted in this group, with the time after which they may be forgotten (`Infinity`: never). */
  seen: Map<string, number>;
  quarantined: QuarantinedEvent[];
  /** Quarantined events that are gone: replayed or erased. */
  released: number[];
}

/** A write set that changes only this. */
export function writeSet(change: Partial<WriteSet>): WriteSet {
  return {
    entries: [],
    rewritten: [],
    profiles: new Map(),
    derivable: new Set(),
    identities: new Map(),
    seen: new Map(),
    quarantined: [],
    released: [],
    ...change,
  };
}
