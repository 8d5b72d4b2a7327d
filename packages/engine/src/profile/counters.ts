import type { EventCounter, Profile } from "@attune/model/profile";
import { vocabularyNames } from "@attune/model/vocabulary";
import { ownValue } from "./own-value.ts";
import { changeable, type ProfileDraft } from "./profile-draft.ts";

type Counters = Profile["counters"];

/** Days back from the profile's last day for which counts by day are kept. */
export const counterDays = 90;

/** Where events are counted whose own name has no counter. */
const overflow = "(other)";
const nameLimit = 200;

/** Names that always have a counter; of all others, the first 60 by name do. */
const certain: ReadonlySet<string> = new Set([...vocabularyNames, "Identify"]);
const otherNames = 60;

/** Counts one event of a name on a day. */
export function applyCounters(draft: ProfileDraft, name: string, day: number): void {
  const counters = changeable(draft, "counters");
  const counted = countedAs(counters, name);
  const present = ownValue(counters, counted);
  if (present === undefined) {
    counters[counted] = { total: 1, lastDay: day, days: [1] };
    draft.ownCounters.add(counted);
    if (!certain.has(counted)) moveExcess(counters, draft.ownCounters);
    return;
  }
  const counter = draft.ownCounters.has(counted) ? present : copyOf(present);
  if (counter !== present) {
    counters[counted] = counter;
    draft.ownCounters.add(counted);
  }
  counter.total += 1;
  addOn(counter, day, 1);
}

export function mergeCounters(a: Counters, b: Counters): Counters {
  const merged: Counters = { ...a };
  for (const [name, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, name);
    merged[name] = mine === undefined ? theirs : sum(mine, theirs);
  }
  moveExcess(merged, new Set());
  return merged;
}

/** Without the days that are further back than the kept horizon. Counters that lose nothing stay the same objects. */
export function withoutOldDays(counters: Counters, lastDay: number): Counters {
  const oldest = lastDay - counterDays + 1;
  const kept: Counters = {};
  for (const name in counters) kept[name] = trimmed(counters[name]!, oldest);
  return kept;
}

function trimmed(counter: EventCounter, oldest: number): EventCounter {
  const { total, lastDay, days } = counter;
  let from = Math.max(0, days.length - 1 - (lastDay - oldest));
  while (from < days.length && days[from] === 0) from += 1;
  if (from === 0) return counter;
  return from >= days.length ? { total, lastDay: 0, days: [] } : { total, lastDay, days: days.slice(from) };
}

function countedAs(counters: Counters, name: string): string {
  if (name.length > nameLimit || name === "__proto__") return overflow;
  if (certain.has(name) || Object.hasOwn(counters, name)) return name;
  // Once there is an overflow, a name that is not before the last kept one belongs to it.
  if (!Object.hasOwn(counters, overflow)) return name;
  const { count, last } = otherNamesOf(counters);
  return count >= otherNames && name > last ? overflow : name;
}

/**
 * Keeps the first 60 names outside of the vocabulary and adds the rest to the overflow, in place. A name among the first of a whole set
 * is among the first of each of its parts, so its count never misses anything, in whatever order entries are seen.
 *
 * @param owned names of counters that are private, to which the overflow is added where it is made anew.
 */
function moveExcess(counters: Counters, owned: Set<string>): void {
  for (;;) {
    const { count, last } = otherNamesOf(counters);
    if (count <= otherNames) return;
    const rest = ownValue(counters, overflow);
    counters[overflow] = rest === undefined ? copyOf(counters[last]!) : sum(rest, counters[last]!);
    owned.add(overflow);
    delete counters[last];
  }
}

/** How many names outside of the vocabulary have a counter, and the last of them. */
function otherNamesOf(counters: Counters): { count: number; last: string } {
  let count = 0;
  let last = "";
  for (const name in counters) {
    if (name === overflow || certain.has(name)) continue;
    count += 1;
    if (name > last) last = name;
  }
  return { count, last };
}

function sum(a: EventCounter, b: EventCounter): EventCounter {
  const [later, earlier] = a.lastDay >= b.lastDay ? [a, b] : [b, a];
  const counter = copyOf(later);
  counter.total += earlier.total;
  for (const [i, count] of earlier.days.entries())
    if (count > 0) addOn(counter, earlier.lastDay - (earlier.days.length - 1 - i), count);
  return counter;
}

/** Adds to a day's count, in place; not where the day is beyond the horizon of the counter's own last day, hence of the profile's. */
function addOn(counter: EventCounter, day: number, count: number): void {
  const { days } = counter;
  if (days.length === 0 || day >= counter.lastDay + counterDays) {
    counter.lastDay = day;
    counter.days = [count];
    return;
  }
  for (; counter.lastDay < day; counter.lastDay++) days.push(0);
  if (day <= counter.lastDay - counterDays) return;
  for (let missing = counter.lastDay - day - (days.length - 1); missing > 0; missing--) days.unshift(0);
  days[days.length - 1 - (counter.lastDay - day)]! += count;
  if (days.length > counterDays) days.splice(0, days.length - counterDays);
}

function copyOf({ total, lastDay, days }: EventCounter): EventCounter {
  return { total, lastDay, days: days.slice() };
}
