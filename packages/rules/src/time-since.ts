import { hourMs, mostEver } from "./count-events.ts";
import type { PersonView } from "./person-view.ts";
import type { Range } from "./truth.ts";

const since: Range = { least: 0, most: 0 };
/** Days back from a profile's last day for which events are counted by day. */
const countedDays = 90;

/** Business days since the event last happened, 0 today; null where it never did. */
export function daysSince(name: string, person: PersonView): Readonly<Range> | null {
  const { today } = person;
  const counter = person.counter(name);
  if (counter === undefined) {
    const other = person.overflow?.(name);
    return other === undefined ? null : unknown();
  }
  const { lastDay, days } = counter;
  for (let i = Math.min(days.length - 1, today - lastDay + days.length - 1); i >= 0; i--) {
    const age = today - (lastDay - (days.length - 1 - i));
    if (days[i]! > 0) return between(age, age);
  }
  // Only days to come are known, or it is so long ago that its day is no longer kept.
  return counter.total > countedIn(days) ? between(countedDays, Number.POSITIVE_INFINITY) : null;
}

/** Hours since the event last happened, to the millisecond; null where it never did. */
export function hoursSince(name: string, person: PersonView): Readonly<Range> | null {
  const { now, events, calendar } = person;
  const total = mostEver(name, person);
  if (total === 0) return null;
  if (now === undefined || events === undefined) return unknown();
  const { list, completeAfter } = events;
  let toCome = 0;
  for (let i = list.length - 1; i >= 0; i--) {
    const event = list[i]!;
    if (event.name !== name) continue;
    toCome += 1;
    if (event.at <= now) return between((now - event.at) / hourMs, (now - event.at) / hourMs);
  }
  if (completeAfter === Number.NEGATIVE_INFINITY || toCome >= total) return null;
  if (completeAfter > now || person.counter(name) === undefined) return unknown();
  // It happened before all that is kept, on the last day that counts it.
  const days = daysSince(name, person);
  const least = Math.max(0, (now - completeAfter) / hourMs);
  if (days === null || calendar === undefined || days.most !== days.least)
    return between(least, Number.POSITIVE_INFINITY);
  const start = calendar.startOf(person.today - days.least);
  return between(least, Math.max(least, (now - start) / hourMs));
}

/** It may even be that it never happened. */
function unknown(): Readonly<Range> {
  return between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

function countedIn(days: readonly number[]): number {
  let count = 0;
  for (const n of days) count += n;
  return count;
}

function between(least: number, most: number): Readonly<Range> {
  since.least = least;
  since.most = most;
  return since;
}
