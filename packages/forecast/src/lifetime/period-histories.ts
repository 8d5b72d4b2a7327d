import type { CustomerHistories } from "./customer-histories.ts";
import type { PurchaseLog } from "./purchase-log.ts";
import { daysIn, type TimeUnit } from "./time-unit.ts";

/** How purchases count: one for each period with a purchase, or for contracts all renewals up to the last. */
export type PeriodCount = "periods-with-purchase" | "renewals";

/**
 * Histories in whole periods since the first purchase, of the customers known at the end of a day. Months and years are those of the calendar;
 * only periods that were over by then count as chances. As renewals, a period without a payment before a later one counts as paid late.
 */
export function periodHistoriesAt(
  log: PurchaseLog,
  endDay: number,
  unit: TimeUnit,
  counted: PeriodCount,
): CustomerHistories {
  const known = knownAt(log, endDay);
  const n = known.length;
  const histories = {
    ids: known.map((i) => log.customers[i]!),
    repeatPurchases: new Float64Array(n),
    timeOfLastPurchase: new Float64Array(n),
    observedFor: new Float64Array(n),
    customers: new Float64Array(n).fill(1),
    meanSpend: new Float64Array(n),
    spent: new Float64Array(n),
    firstDay: new Int32Array(n),
  };
  known.forEach((i, row) => {
    const from = log.start[i]!;
    const first = log.day[from]!;
    const chances = completePeriods(first, endDay, unit);
    let last = 0;
    let periods = 0;
    let repeats = 0;
    for (let at = from; at < log.start[i + 1]! && log.day[at]! <= endDay; at++) {
      histories.spent[row]! += log.amount[at]!;
      const period = periodOf(first, log.day[at]!, unit);
      if (period === 0 || period > chances) continue;
      repeats += log.amount[at]!;
      if (period > last) periods++;
      last = period;
    }
    histories.firstDay[row] = first;
    histories.repeatPurchases[row] = counted === "renewals" ? last : periods;
    histories.timeOfLastPurchase[row] = last;
    histories.observedFor[row] = chances;
    histories.meanSpend[row] = periods === 0 ? 0 : repeats / periods;
  });
  return histories;
}

/** For each customer known at `endDay`: whether each of the `count` periods after it has a purchase, together by row, and by period summed over rows. */
export function periodsAfter(
  log: PurchaseLog,
  endDay: number,
  unit: TimeUnit,
  count: number,
  counted: PeriodCount,
): { byCustomer: Float64Array; byPeriod: Float64Array } {
  const known = knownAt(log, endDay);
  const byCustomer = new Float64Array(known.length);
  const byPeriod = new Float64Array(count);
  known.forEach((i, row) => {
    const first = log.day[log.start[i]!]!;
    const chances = completePeriods(first, endDay, unit);
    const seen = new Set<number>();
    for (let at = log.start[i]!; at < log.start[i + 1]!; at++) {
      const period = periodOf(first, log.day[at]!, unit) - chances;
      if (period >= 1 && period <= count) seen.add(period);
    }
    const last = Math.max(0, ...seen);
    for (let period = 1; period <= count; period++) {
      if (counted === "renewals" ? period > last : !seen.has(period)) continue;
      byCustomer[row]!++;
      byPeriod[period - 1]!++;
    }
  });
  return { byCustomer, byPeriod };
}

/** Whole periods from one day to another: how many chances to buy went by. */
export function completePeriods(first: number, endDay: number, unit: TimeUnit): number {
  // A period of the calendar is over when the day after `endDay` belongs to the next.
  return unit === "day" || unit === "week"
    ? Math.max(0, Math.floor((endDay - first) / daysIn[unit]))
    : Math.max(0, calendarIndex(endDay + 1, unit) - 1 - calendarIndex(first, unit));
}

/** 0 for the first purchase (and its month), 1 for the period after it, … */
export function periodOf(first: number, day: number, unit: TimeUnit): number {
  return unit === "day" || unit === "week"
    ? Math.ceil((day - first) / daysIn[unit])
    : calendarIndex(day, unit) - calendarIndex(first, unit);
}

function calendarIndex(day: number, unit: "month" | "year"): number {
  const date = new Date(day * 86_400_000);
  return unit === "year" ? date.getUTCFullYear() : date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function knownAt(log: PurchaseLog, endDay: number): number[] {
  const known: number[] = [];
  for (let i = 0; i < log.customers.length; i++) if (log.day[log.start[i]!]! <= endDay) known.push(i);
  return known;
}
