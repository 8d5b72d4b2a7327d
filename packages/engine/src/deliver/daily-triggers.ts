import type { Calendar } from "@attune/rules/calendar";
import { minuteAt } from "@attune/rules/time-of-day";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * When a daily trigger is due next, and which business day it serves. One that was never served begins with the first time of day that is still to
 * come: nobody gets this morning's mail at night because the journey was declared then.
 *
 * @param time "09:00"
 * @param servedDay the last day that it served; null: none yet.
 */
export function nextDailyAt(
  time: string,
  servedDay: number | null,
  calendar: Calendar,
  now: number,
): { at: number; day: number } {
  const today = calendar.dayOf(now);
  const momentOf = (day: number) => calendar.startOf(day) + Math.min(minuteAt(time, 0) * minuteMs, dayMs);
  if (servedDay === null) {
    const day = momentOf(today) < now - graceMs ? today + 1 : today;
    return { at: momentOf(day), day };
  }
  // After a longer stop the days between are gone; today's is late.
  const day = Math.max(servedDay + 1, today);
  return { at: momentOf(day), day };
}

/** A first look that comes a little late still counts. */
const graceMs = 60_000;
