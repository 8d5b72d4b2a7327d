import { dayMs, hourMs } from "@attune/math/time-units";

/** Relative traffic from Sunday to Saturday; mean 1. */
const weekday = [1.25, 1.0, 0.95, 0.92, 0.9, 0.88, 1.1];

/** Relative traffic by hour of the shop's day; mean 1: quiet nights, a lunch break, a long evening. */
const hourOfDay = [
  0.3, 0.15, 0.08, 0.06, 0.08, 0.18, 0.45, 0.75, 0.95, 1.1, 1.2, 1.25, 1.35, 1.25, 1.15, 1.15, 1.2, 1.35, 1.6, 1.95,
  2.15, 1.95, 1.45, 0.9,
];

/** The shop keeps Central European winter time all the year. */
const clockOffsetMs = hourMs;

/** Growth of traffic per day, as the logarithm's slope: about 10 % a quarter. */
const trendPerDay = Math.log(1.1) / 90;

/** The highest value of `season` on the first `days` days. */
export function seasonPeak(days: number): number {
  return Math.max(...weekday) * Math.max(...hourOfDay) * Math.exp(trendPerDay * days);
}

/** How busy the shop is at a moment relative to an average hour of its first day: weekday × hour × trend. */
export function season(at: number, startAt: number): number {
  const local = at + clockOffsetMs;
  const day = Math.floor(local / dayMs);
  const hour = Math.floor((local - day * dayMs) / hourMs);
  // 1 January 1970 was a Thursday, the fifth day counted from Sunday.
  return weekday[(day + 4) % 7]! * hourOfDay[hour]! * Math.exp((trendPerDay * (at - startAt)) / dayMs);
}
