import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { WriteSet } from "@attune/model/write-set";

/**
 * Identifiers that entries named together, directly or through others, with the people behind them: several where they stayed apart. Kin
 * lie whole in one partition, or are on their way to one. Treat as immutable.
 */
export interface Kin {
  /** Offset of the step that the oldest of them began with; tells kin apart. */
  born: Offset;
  /** All that entries named. Never fewer later. */
  keys: ReadonlySet<IdentifierKey>;
  /** The records of `keys`, and of the ids that their profiles have or had. */
  identities: Map<IdentifierKey, IdentityRecord>;
  profiles: Map<string, Profile>;
  /** Message keys of their entries, with the time after which they may be forgotten. */
  seen: Map<string, number>;
  /** Entries in the logs of other partitions as they are to be, until those have confirmed it. */
  unsettled: Map<Offset, Rewrite>;
}

/** An entry that an order changed. Of two the one of the later order holds. */
export interface Rewrite {
  entry: LogEntry;
  /** Offset of the step that carried the order out. */
  order: Offset;
}

/** Whose place others move to. Rises while kin grow, and never falls. */
export interface Rank {
  /** The power of two in the number of identifiers: so an identifier moves at most that often. */
  magnitude: number;
  born: Offset;
}

export function newKin(born: Offset, keys: Iterable<IdentifierKey>): Kin {
  const nothing = { identities: new Map(), profiles: new Map(), seen: new Map(), unsettled: new Map() };
  return { born, keys: new Set(keys), ...nothing };
}

export function rankOf({ keys, born }: Kin): Rank {
  return { magnitude: Math.floor(Math.log2(keys.size)), born };
}

/** Whether kin of rank `a` stay and those of rank `b` come to them: the larger; of about equal ones the older. A total order. */
export function isHigher(a: Rank, b: Rank): boolean {
  return a.magnitude > b.magnitude || (a.magnitude === b.magnitude && a.born < b.born);
}

/** Both as one, which ranks at least as high as either. Linear in both. */
export function joinKin(a: Kin, b: Kin): Kin {
  return {
    born: Math.min(a.born, b.born),
    keys: new Set([...a.keys, ...b.keys]),
    identities: new Map([...a.identities, ...b.identities]),
    profiles: new Map([...a.profiles, ...b.profiles]),
    seen: new Map([...a.seen, ...b.seen]),
    unsettled: new Map([...a.unsettled, ...b.unsettled]),
  };
}

/** The kin after a write set of theirs, but for the entries that it rewrites. Linear in the kin. */
export function kinAfter(kin: Kin, { identities, profiles, seen }: WriteSet): Kin {
  return {
    ...kin,
    identities: changed(kin.identities, identities),
    profiles: changed(kin.profiles, profiles),
    seen: changed(kin.seen, seen),
  };
}

function changed<K, V>(before: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | null>): Map<K, V> {
  const after = new Map(before);
  for (const [key, value] of changes) {
    if (value === null) after.delete(key);
    else after.set(key, value);
  }
  return after;
}
