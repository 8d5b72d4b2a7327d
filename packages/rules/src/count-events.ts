import type { EventCount } from "@attune/model/condition";
import type { EventCounter } from "@attune/model/profile";
import type { PersonView } from "./person-view.ts";
import type { Range } from "./truth.ts";

export const hourMs = 3_600_000;

/** Hours as whole milliseconds. */
export const hoursToMs = (hours: number): number => Math.round(hours * hourMs);

/** The range that was worked out last: one for all, as none is kept. It saves an object per clause of a decision. */
const counted: Range = { least: 0, most: 0 };

/**
 * How often an event happened in a window. Days are exact for the 90 that profiles keep. Hours are exact as far as the recent events reach;
 * beyond, the days that the window touches give the most it can be. A name that may be counted under "other" has the count of these as its most.
 */
export function countEvents(name: string, window: EventCount, person: PersonView): Readonly<Range> {
  if (window.withinHours !== undefined) return countInHours(name, hoursToMs(window.withinHours), person);
  const own = person.counter(name);
  if (own !== undefined) return exactly(countInDays(own, person.today, window.withinDays));
  const other = person.overflow?.(name);
  counted.least = 0;
  counted.most = other === undefined ? 0 : countInDays(other, person.today, window.withinDays);
  return counted;
}

function countInHours(name: string, windowMs: number, person: PersonView): Readonly<Range> {
  const { now, events } = person;
  const most = mostEver(name, person);
  if (most === 0) return exactly(0);
  counted.least = 0;
  counted.most = most;
  if (now === undefined || events === undefined) return counted;
  const after = now - windowMs;
  const { list, completeAfter } = events;
  for (let i = list.length - 1; i >= 0; i--) {
    const event = list[i]!;
    if (event.at <= after) break;
    if (event.at <= now && event.name === name) counted.least += 1;
  }
  if (completeAfter <= after) counted.most = counted.least;
  else if (person.calendar !== undefined) {
    const days = person.today - person.calendar.dayOf(after) + 1;
    const counter = person.counter(name) ?? person.overflow?.(name);
    if (counter !== undefined && days <= 90) counted.most = countInDays(counter, person.today, days);
  }
  counted.most = Math.max(counted.least, counted.most);
  return counted;
}

/** The most there can have been of an event, ever. */
export function mostEver(name: string, person: PersonView): number {
  return (person.counter(name) ?? person.overflow?.(name))?.total ?? 0;
}

/** What a counter holds in the last so many days, today included; absent: ever. */
export function countInDays({ total, lastDay, days }: EventCounter, today: number, withinDays?: number): number {
  if (withinDays === undefined) return total;
  // Position in the row of the first day after the window, and of its first day.
  const end = Math.min(days.length, today - lastDay + days.length);
  let count = 0;
  for (let i = Math.max(0, today - withinDays - lastDay + days.length); i < end; i++) count += days[i]!;
  return count;
}

function exactly(count: number): Readonly<Range> {
  counted.least = count;
  counted.most = count;
  return counted;
}
