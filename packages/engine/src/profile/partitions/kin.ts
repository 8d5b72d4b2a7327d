import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { Place } from "./place-of.ts";

/**
 * Identifiers that entries named together, directly or through others, and the people behind them: several where they stayed apart. Kin
 * lie whole in one partition, or are on their way to one. This is what a step has to know of them.
 */
export interface Kin {
  /** Offset of the step that they began with, or those of the highest rank of which they became one; tells kin apart. */
  born: Offset;
  /** How many identifiers, those that were erased among them: never fewer later. */
  size: number;
  /** Entries in the logs of other partitions as they are to be, until those have confirmed it. */
  unsettled: ReadonlyMap<Offset, Rewrite>;
}

/** An entry that an order changed. Of two the one of the later order holds. */
export interface Rewrite {
  entry: LogEntry;
  /** Offset of the step that carried the order out. */
  order: Offset;
}

/** All that is kept of kin. */
export interface KinContents {
  places: ReadonlySet<Place>;
  /** The records of the identifiers that have these places, and of the ids that their profiles have or had. */
  identities: ReadonlyMap<IdentifierKey, IdentityRecord>;
  profiles: ReadonlyMap<string, Profile>;
  /** Message keys of their entries, with the time after which they may be forgotten. */
  seen: ReadonlyMap<string, number>;
}

/** Kin on their way. */
export interface Cargo extends KinContents {
  kin: Kin;
}

/** Whose place others move to. Rises while kin grow, and never falls. */
export interface Rank {
  /** The power of two in the number of identifiers: so an identifier moves at most that often. */
  magnitude: number;
  born: Offset;
}

export function rankOf({ size, born }: Kin): Rank {
  return { magnitude: 31 - Math.clz32(size), born };
}

/** Whether kin of rank `a` stay and those of rank `b` come to them: the larger; of about equal ones the older. A total order. */
export function isHigher(a: Rank, b: Rank): boolean {
  return a.magnitude > b.magnitude || (a.magnitude === b.magnitude && a.born < b.born);
}

/** Both as one, of a rank at least as high as either's. */
export function joinKin(a: Kin, b: Kin): Kin {
  const [higher, lower] = isHigher(rankOf(a), rankOf(b)) ? [a, b] : [b, a];
  return {
    born: higher.born,
    size: a.size + b.size,
    unsettled: lower.unsettled.size === 0 ? higher.unsettled : new Map([...higher.unsettled, ...lower.unsettled]),
  };
}

/** Linear in all of them. */
export function joinContents(parts: readonly KinContents[]): KinContents {
  return {
    places: new Set(parts.flatMap(({ places }) => [...places])),
    identities: new Map(parts.flatMap(({ identities }) => [...identities])),
    profiles: new Map(parts.flatMap(({ profiles }) => [...profiles])),
    seen: new Map(parts.flatMap(({ seen }) => [...seen])),
  };
}
