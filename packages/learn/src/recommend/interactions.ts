/**
 * Who did something with which item, when, and how much it counts: one row per profile (or per session), oldest first.
 * Rows, columns and ids are dense numbers; `profileIds` and `itemIds` translate back.
 */
export interface Interactions {
  profileIds: readonly string[];
  itemIds: readonly string[];
  /** Index of an item id. */
  itemIndex: ReadonlyMap<string, number>;
  profileIndex: ReadonlyMap<string, number>;
  /** Entries of profile p are `rowStart[p]` to `rowStart[p + 1]`, exclusive. */
  rowStart: Uint32Array;
  /** `item[entry]`: index into `itemIds`. */
  item: Uint32Array;
  /** `at[entry]`: milliseconds since 1970, ascending within a row; 0, 1, 2, … in order of arrival where there is no clock. */
  at: Float64Array;
  /** `weight[entry]` > 0. */
  weight: Float32Array;
  /** False where the order of arrival stands in for the time. */
  timed: boolean;
  /** `asked[entry]`: 1 where it is of the kind that a list is meant to bring about (a purchase), 0 where it only speaks for that (a view). Absent: all are asked. */
  asked?: Uint8Array;
}

/** What was left out while the rows came in, so that nothing disappears in silence. */
export interface LeftOut {
  missingId: number;
  badWeight: number;
  badTime: number;
}

export interface InteractionsBuilder {
  /**
   * Takes one row. `at` in milliseconds, undefined where there is no clock; `weight` undefined means 1. A row with an empty id, or a weight or
   * time that is no finite number (or a weight ≤ 0), is counted and left out. `isAsked`: true unless said.
   */
  add(profileId: string, itemId: string, at: number | undefined, weight: number | undefined, isAsked?: boolean): void;
  finish(): { interactions: Interactions; leftOut: LeftOut };
}

const firstCapacity = 1024;

/** Numbers of profiles and items, in the order of their first appearance. */
export interface Ids {
  profiles: IdIndex;
  items: IdIndex;
}

interface IdIndex {
  ids: string[];
  index: Map<string, number>;
  add: (id: string) => number;
}

/** Give the same ids to two builders (a learning part and a test part) and finish both after the last row. */
export function createIds(): Ids {
  return { profiles: createIdIndex(), items: createIdIndex() };
}

/** Rows that are taken in, at most: 40 bytes each while they are sorted and some 120 per id, so that with 550 MB for training all stays near 1.5 GB. */
const mostRows = 24_000_000;

/** Collects rows in any order; some 25 bytes per row while it collects. Throws beyond `rowLimit` rows instead of running out of memory. */
export function createInteractionsBuilder(
  { profiles, items }: Ids = createIds(),
  rowLimit = mostRows,
): InteractionsBuilder {
  const leftOut: LeftOut = { missingId: 0, badWeight: 0, badTime: 0 };
  const capacityAtFirst = Math.min(rowLimit, firstCapacity);
  let profile = new Uint32Array(capacityAtFirst);
  let item = new Uint32Array(capacityAtFirst);
  let at = new Float64Array(capacityAtFirst);
  let weight = new Float32Array(capacityAtFirst);
  /** As long as the others from the first row on that is not asked. */
  let asked: Uint8Array | null = null;
  let count = 0;
  let timed = false;

  function grow(): void {
    if (count >= rowLimit)
      throw new RangeError(
        `more than ${rowLimit.toLocaleString("en")} interactions: take a later start or a sample of the people`,
      );
    const capacity = Math.min(rowLimit, Math.ceil(profile.length * 1.5));
    profile = grown(profile, new Uint32Array(capacity));
    item = grown(item, new Uint32Array(capacity));
    at = grown(at, new Float64Array(capacity));
    weight = grown(weight, new Float32Array(capacity));
    if (asked !== null) asked = grown(asked, new Uint8Array(capacity));
  }

  return {
    add(profileId, itemId, atMs, given, isAsked = true) {
      const value = given ?? 1;
      if (profileId === "" || itemId === "") leftOut.missingId++;
      else if (!(value > 0 && value < Number.POSITIVE_INFINITY)) leftOut.badWeight++;
      else if (atMs !== undefined && !Number.isFinite(atMs)) leftOut.badTime++;
      else {
        if (count === profile.length) grow();
        if (atMs !== undefined) timed = true;
        profile[count] = profiles.add(profileId);
        item[count] = items.add(itemId);
        at[count] = atMs ?? count;
        weight[count] = value;
        if (!isAsked && asked === null) asked = new Uint8Array(weight.length).fill(1, 0, count);
        if (asked !== null) asked[count] = isAsked ? 1 : 0;
        count++;
      }
    },
    finish() {
      const ids = {
        profileIds: profiles.ids,
        itemIds: items.ids,
        profileIndex: profiles.index,
        itemIndex: items.index,
      };
      return {
        interactions: { ...ids, ...rowsOf({ profile, item, at, weight, asked }, count, profiles.ids.length), timed },
        leftOut,
      };
    },
  };
}

/** The same profiles and items with only the entries for which `keep(entry)` holds. */
export function selectEntries(all: Interactions, keep: (entry: number, profile: number) => boolean): Interactions {
  const rowStart = new Uint32Array(all.rowStart.length);
  const kept = new Uint32Array(all.item.length);
  let count = 0;
  for (let profile = 0; profile + 1 < rowStart.length; profile++) {
    for (let entry = all.rowStart[profile]!; entry < all.rowStart[profile + 1]!; entry++) {
      if (keep(entry, profile)) kept[count++] = entry;
    }
    rowStart[profile + 1] = count;
  }
  const item = new Uint32Array(count);
  const at = new Float64Array(count);
  const weight = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const entry = kept[i]!;
    item[i] = all.item[entry]!;
    at[i] = all.at[entry]!;
    weight[i] = all.weight[entry]!;
  }
  if (all.asked === undefined) return { ...all, rowStart, item, at, weight };
  const asked = new Uint8Array(count);
  for (let i = 0; i < count; i++) asked[i] = all.asked[kept[i]!]!;
  return { ...all, rowStart, item, at, weight, asked };
}

/** How often each item occurs. */
export function itemCounts(interactions: Interactions): Uint32Array {
  const counts = new Uint32Array(interactions.itemIds.length);
  for (let entry = 0; entry < interactions.item.length; entry++) counts[interactions.item[entry]!]!++;
  return counts;
}

/** The latest time of any entry; 0 where there is none. */
export function latestAt(interactions: Interactions): number {
  let latest = 0;
  for (let entry = 0; entry < interactions.at.length; entry++) latest = Math.max(latest, interactions.at[entry]!);
  return latest;
}

function createIdIndex(): IdIndex {
  const ids: string[] = [];
  const index = new Map<string, number>();
  return {
    ids,
    index,
    add(id) {
      const known = index.get(id);
      if (known !== undefined) return known;
      index.set(id, ids.length);
      return ids.push(id) - 1;
    },
  };
}

interface Columns {
  profile: Uint32Array;
  item: Uint32Array;
  at: Float64Array;
  weight: Float32Array;
  asked: Uint8Array | null;
}

/** Counting sort by profile, then each row by time; entries of the same time keep their order of arrival. */
function rowsOf(
  { profile, item, at, weight, asked }: Columns,
  count: number,
  profileCount: number,
): Pick<Interactions, "rowStart" | "item" | "at" | "weight" | "asked"> {
  const rowStart = new Uint32Array(profileCount + 1);
  for (let i = 0; i < count; i++) rowStart[profile[i]! + 1]!++;
  for (let p = 0; p < profileCount; p++) rowStart[p + 1]! += rowStart[p]!;
  const next = rowStart.slice();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[next[profile[i]!]!++] = i;
  for (let p = 0; p < profileCount; p++) {
    const row = order.subarray(rowStart[p]!, rowStart[p + 1]!);
    if (!ascending(row, at)) row.sort((a, b) => at[a]! - at[b]! || a - b);
  }
  const sorted = { item: new Uint32Array(count), at: new Float64Array(count), weight: new Float32Array(count) };
  for (let i = 0; i < count; i++) {
    sorted.item[i] = item[order[i]!]!;
    sorted.at[i] = at[order[i]!]!;
    sorted.weight[i] = weight[order[i]!]!;
  }
  if (asked === null) return { rowStart, ...sorted };
  return { rowStart, ...sorted, asked: Uint8Array.from(order, (row) => asked[row]!) };
}

function ascending(row: Uint32Array, at: Float64Array): boolean {
  for (let i = 1; i < row.length; i++) if (at[row[i]!]! < at[row[i - 1]!]!) return false;
  return true;
}

function grown<T extends Uint8Array | Uint32Array | Float64Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
