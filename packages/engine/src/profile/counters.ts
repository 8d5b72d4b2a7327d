import type { EventCounter, Profile } from "@attune/model/profile";
import { vocabularyNames } from "@attune/model/vocabulary";
import { ownValue } from "./own-value.ts";

type Counters = Profile["counters"];

/** Days back from the profile's last day for which counts by day are kept. */
export const counterDays = 90;

/** Where events are counted whose own name has no counter. */
const overflow = "(other)";
const nameLimit = 200;

/** Names that always have a counter; of all others, the first 60 by name do. */
const certain: ReadonlySet<string> = new Set([...vocabularyNames, "Identify"]);
const otherNames = 60;

/**
 * Counts one event of a name on a day. The counters are `profile`'s own to change; a counter's days are copied when its name is not
 * in `owned` yet.
 */
export function applyCounters(profile: Profile, name: string, day: number, owned: Set<string>): void {
  const { counters } = profile;
  const counted = countedAs(counters, name);
  const present = ownValue(counters, counted);
  if (present === undefined) {
    counters[counted] = { total: 1, days: { [day]: 1 } };
    owned.add(counted);
    if (!certain.has(counted)) profile.counters = bounded(counters);
    return;
  }
  let counter = present;
  if (!owned.has(counted)) {
    counter = { total: present.total, days: { ...present.days } };
    counters[counted] = counter;
    owned.add(counted);
  }
  counter.total += 1;
  counter.days[day] = (counter.days[day] ?? 0) + 1;
}

export function mergeCounters(a: Counters, b: Counters): Counters {
  const merged: Counters = { ...a };
  for (const [name, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, name);
    merged[name] = mine === undefined ? theirs : sum(mine, theirs);
  }
  return bounded(merged);
}

/** Without the days that are further back than the kept horizon. Counters that lose nothing stay the same objects. */
export function withoutOldDays(counters: Counters, lastDay: number): Counters {
  const oldest = lastDay - counterDays + 1;
  const kept: Counters = {};
  for (const [name, counter] of Object.entries(counters)) kept[name] = trimmed(counter, oldest);
  return kept;
}

function trimmed(counter: EventCounter, oldest: number): EventCounter {
  // Integer keys come in ascending order, so the first tells whether any is too old.
  for (const first in counter.days) {
    if (Number(first) >= oldest) return counter;
    const kept = Object.entries(counter.days).filter(([day]) => Number(day) >= oldest);
    return { total: counter.total, days: Object.fromEntries(kept) };
  }
  return counter;
}

function countedAs(counters: Counters, name: string): string {
  if (name.length > nameLimit || name === "__proto__") return overflow;
  if (certain.has(name) || Object.hasOwn(counters, name)) return name;
  // Once there is an overflow, a name that is not before the last kept one belongs to it.
  if (!Object.hasOwn(counters, overflow)) return name;
  const others = otherNamesOf(counters);
  return others.length >= otherNames && name > others.at(-1)! ? overflow : name;
}

/**
 * Keeps the first 60 names outside of the vocabulary and adds the rest to the overflow. A name among the first of a whole set is among
 * the first of each of its parts, so its count never misses anything, in whatever order entries are seen.
 */
function bounded(counters: Counters): Counters {
  const others = otherNamesOf(counters);
  if (others.length <= otherNames) return counters;
  const kept: Counters = { ...counters };
  for (const name of others.slice(otherNames)) {
    const counter = counters[name]!;
    delete kept[name];
    const rest = ownValue(kept, overflow);
    kept[overflow] = rest === undefined ? counter : sum(rest, counter);
  }
  return kept;
}

function otherNamesOf(counters: Counters): string[] {
  return Object.keys(counters)
    .filter((name) => name !== overflow && !certain.has(name))
    .sort();
}

function sum(a: EventCounter, b: EventCounter): EventCounter {
  const days = { ...a.days };
  for (const day in b.days)
    days[day as unknown as number] = (days[day as unknown as number] ?? 0) + b.days[day as unknown as number]!;
  return { total: a.total + b.total, days };
}
