export type TimeUnit = "day" | "week" | "month" | "year";

/** Days in a unit; months and years are twelfths and wholes of 365.25 days. */
export const daysIn: Record<TimeUnit, number> = { day: 1, week: 7, month: 365.25 / 12, year: 365.25 };

/** Days since 1970 as `2026-01-31`. */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
