import { periodOf } from "../lifetime/period-histories.ts";
import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import type { TimeUnit } from "../lifetime/time-unit.ts";

/** Amounts of one customer by period since the first purchase, where there are any; period 0 holds the first. */
export type PeriodActivity = ReadonlyMap<number, number>;

/** Of the customers known at the end of a day, in their order in the log. */
export function periodActivity(log: PurchaseLog, endDay: number, unit: TimeUnit): PeriodActivity[] {
  const activities: PeriodActivity[] = [];
  for (let i = 0; i < log.customers.length; i++) {
    const first = log.day[log.start[i]!]!;
    if (first > endDay) continue;
    const amounts = new Map<number, number>();
    for (let at = log.start[i]!; at < log.start[i + 1]! && log.day[at]! <= endDay; at++) {
      const period = periodOf(first, log.day[at]!, unit);
      amounts.set(period, (amounts.get(period) ?? 0) + log.amount[at]!);
    }
    activities.push(amounts);
  }
  return activities;
}
