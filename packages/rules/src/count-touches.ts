import type { TouchCount, TouchedKind } from "@attune/model/condition";
import type { Interaction } from "@attune/model/profile";
import { hoursToMs } from "./count-events.ts";
import { itemFits } from "./item-fits.ts";
import type { PersonView } from "./person-view.ts";
import type { Range } from "./truth.ts";

const counted: Range = { least: 0, most: 0 };

/**
 * How often items were touched in a window, of the touches that the profile keeps. Where older ones were dropped that the window reaches,
 * there may have been any number more.
 */
export function countTouches(kind: TouchedKind, asked: TouchCount, person: PersonView): Readonly<Range> {
  counted.least = 0;
  counted.most = Number.POSITIVE_INFINITY;
  const { touches } = person;
  const from = windowStart(asked, person);
  if (touches === undefined || from === undefined) return counted;
  const until = windowEnd(asked, person);
  const complete = touches.completeAfter === Number.NEGATIVE_INFINITY || touches.completeAfter < from;
  counted.most = 0;
  if (asked.sameItem === true) countMostTouched(touches.list, kind, asked, from, until);
  else countAll(touches.list, kind, asked, from, until);
  if (!complete) counted.most = Number.POSITIVE_INFINITY;
  return counted;
}

/** First millisecond of the window; −∞ where there is none; undefined where the view cannot tell. */
function windowStart({ withinDays, withinHours }: TouchCount, { now, today, calendar }: PersonView) {
  if (withinHours !== undefined) return now === undefined ? undefined : now - hoursToMs(withinHours) + 1;
  if (withinDays === undefined) return Number.NEGATIVE_INFINITY;
  return calendar?.startOf(today - withinDays + 1);
}

/** First millisecond after the window: day windows end with the day, as counters do. */
function windowEnd({ withinDays, withinHours }: TouchCount, { now, today, calendar }: PersonView): number {
  if (withinHours !== undefined && now !== undefined) return now + 1;
  return (withinDays === undefined ? undefined : calendar?.startOf(today + 1)) ?? Number.POSITIVE_INFINITY;
}

function countAll(list: readonly Interaction[], kind: TouchedKind, asked: TouchCount, from: number, until: number) {
  for (let i = list.length - 1; i >= 0 && list[i]!.at >= from; i--) {
    const touch = list[i]!;
    if (touch.at >= until || (kind !== "any" && touch.kind !== kind)) continue;
    const fits = itemFits(touch, asked);
    if (fits >= 0) counted.most += 1;
    if (fits === 1) counted.least += 1;
  }
}

/** Counts of the item that was touched most. O(n²) of at most 60 touches, without keeping a table. */
function countMostTouched(
  list: readonly Interaction[],
  kind: TouchedKind,
  asked: TouchCount,
  from: number,
  until: number,
) {
  let [least, most] = [0, 0];
  for (let i = list.length - 1; i >= 0 && list[i]!.at >= from; i--) {
    counted.least = 0;
    counted.most = 0;
    const { itemId } = list[i]!;
    for (let j = i; j >= 0 && list[j]!.at >= from; j--) {
      const touch = list[j]!;
      if (touch.itemId !== itemId || touch.at >= until || (kind !== "any" && touch.kind !== kind)) continue;
      const fits = itemFits(touch, asked);
      if (fits >= 0) counted.most += 1;
      if (fits === 1) counted.least += 1;
    }
    least = Math.max(least, counted.least);
    most = Math.max(most, counted.most);
  }
  counted.least = least;
  counted.most = most;
}
