import type { Calendar } from "@attune/rules/calendar";
import { minuteInTime } from "@attune/rules/time-of-day";

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
/** Two days of quarter hours: a day that is skipped or repeated by a clock change included. */
const quartersLooked = 192;

/**
 * The first moment from `now` on that lies in hours such as "09:00-20:00" of a calendar: `now` itself where it does. Exact to the minute;
 * zones change their offset at whole quarters of an hour only.
 */
export function nextWithin(hours: string, calendar: Calendar, now: number): number {
  const fits = (at: number) => minuteInTime(calendar.minuteOf(at), hours);
  return firstMoment(now, fits);
}

/** The first moment from `now` on that lies outside of such hours. */
export function nextOutside(hours: string, calendar: Calendar, now: number): number {
  return firstMoment(now, (at) => !minuteInTime(calendar.minuteOf(at), hours));
}

function firstMoment(now: number, fits: (at: number) => boolean): number {
  if (fits(now)) return now;
  let quarter = Math.floor(now / quarterMs) * quarterMs;
  for (let i = 0; i < quartersLooked; i++, quarter += quarterMs) {
    for (
      let at = Math.max(now, quarter);
      at < quarter + quarterMs;
      at = Math.floor(at / minuteMs) * minuteMs + minuteMs
    )
      if (fits(at)) return at;
  }
  return now;
}
