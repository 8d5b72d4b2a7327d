import { businessDay } from "@attune/math/business-day";
import { dayMs, hourMs } from "@attune/math/time-units";

/** A period's report is made from this hour of the business's day on, when the night's imports are in. */
const fromHour = 6;

/** The last whole week (ISO 8601, Monday to Sunday) and the last whole month, as reports name them. */
export function reportPeriods(now: number, timeZone: string): { week: string; month: string } {
  const day = businessDay(now - fromHour * hourMs, timeZone);
  // Day 0 was a Thursday.
  const monday = day - ((day + 3) % 7);
  const date = new Date(day * dayMs);
  const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
  return { week: isoWeek(monday - 7), month: month.toISOString().slice(0, 7) };
}

/** The week's year is that of its Thursday. @param monday days since 1970 */
function isoWeek(monday: number): string {
  const thursday = monday + 3;
  const year = new Date(thursday * dayMs).getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7);
  return `${year}-W${String(week).padStart(2, "0")}`;
}
