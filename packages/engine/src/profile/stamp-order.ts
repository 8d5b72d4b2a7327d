import type { Stamp } from "@attune/model/profile";

/** Ascending by time, then log offset: the total order in which a profile's bounded lists keep the greatest. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.at - b.at || a.offset - b.offset;
}

export function laterStamp<T extends Stamp>(a: T, b: T): T {
  return compareStamps(a, b) >= 0 ? a : b;
}

export function earlierStamp<T extends Stamp>(a: T, b: T): T {
  return compareStamps(a, b) <= 0 ? a : b;
}

/** Puts a value into a list that is ascending by stamp, after its equals. Almost always at the end, so that is where it looks first. */
export function insertByStamp<T extends Stamp>(list: T[], value: T): void {
  let place = list.length;
  while (place > 0 && compareStamps(list[place - 1]!, value) > 0) place -= 1;
  if (place === list.length) list.push(value);
  else list.splice(place, 0, value);
}

/** Two ascending lists as one. Where stamps are equal, those of `a` come first; one entry's values are never in both. */
export function mergeByStamp<T extends Stamp>(a: readonly T[], b: readonly T[]): T[] {
  const merged: T[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && compareStamps(a[i]!, b[j]!) <= 0);
    merged.push(fromA ? a[i++]! : b[j++]!);
  }
  return merged;
}

/** Removes all but the greatest `limit` of an ascending list, in place. */
export function keepGreatest<T>(list: T[], limit: number): T[] {
  // One too many is the common case, and `shift` makes no list of what it removes.
  if (list.length === limit + 1) list.shift();
  else if (list.length > limit) list.splice(0, list.length - limit);
  return list;
}
