import { type CustomerHistories, historiesAt, purchasesBetween } from "./customer-histories.ts";
import { completePeriods, periodHistoriesAt, periodsAfter } from "./period-histories.ts";
import type { PurchaseLog } from "./purchase-log.ts";
import type { PurchaseModel } from "./purchase-model.ts";
import { type Clock, steadyClock } from "./season-clock.ts";
import { daysIn, dayText, type TimeUnit } from "./time-unit.ts";

/** What happened after the calibration, of the customers known at its end. */
export interface HoldoutPurchases {
  from: string;
  to: string;
  counts: "days with a purchase" | "periods with a purchase";
  /** Row by row of the histories. */
  purchases: Float64Array;
  /** Of all together since the end of the calibration, at the end of each unit of time; ascending. */
  cumulative: { at: number; to: string; actual: number }[];
}

/** The histories a model learns from. */
export function calibrationOf(
  log: PurchaseLog,
  endDay: number,
  unit: TimeUnit,
  { time, name }: PurchaseModel,
  clock: Clock = steadyClock,
): CustomerHistories {
  if (time === "continuous") return historiesAt(log, endDay, daysIn[unit], clock);
  return periodHistoriesAt(log, endDay, unit, name === "sbg" ? "renewals" : "periods-with-purchase");
}

/** What it is judged on; null where nothing, or no whole period, follows the calibration. */
export function holdoutOf(
  log: PurchaseLog,
  endDay: number,
  unit: TimeUnit,
  { time, name }: PurchaseModel,
  clock: Clock = steadyClock,
): HoldoutPurchases | null {
  const range = { from: dayText(endDay + 1), to: dayText(log.lastDay) };
  if (time === "continuous") {
    const unitDays = daysIn[unit];
    const steps = Math.ceil((log.lastDay - endDay) / unitDays);
    if (steps < 1) return null;
    const ends = Array.from({ length: steps }, (_, i) =>
      Math.min(log.lastDay, endDay + Math.round((i + 1) * unitDays)),
    );
    return {
      ...range,
      counts: "days with a purchase",
      purchases: purchasesBetween(log, endDay, log.lastDay),
      cumulative: ends.map((end) => ({
        at: (clock(end) - clock(endDay)) / unitDays,
        to: dayText(end),
        actual: purchasesBetween(log, endDay, end).reduce((sum, n) => sum + n, 0),
      })),
    };
  }
  const periods = completePeriods(endDay, log.lastDay, unit);
  if (periods < 1) return null;
  const { byCustomer, byPeriod } = periodsAfter(
    log,
    endDay,
    unit,
    periods,
    name === "sbg" ? "renewals" : "periods-with-purchase",
  );
  let actual = 0;
  return {
    ...range,
    counts: "periods with a purchase",
    purchases: byCustomer,
    cumulative: Array.from(byPeriod, (count, i) => {
      actual += count;
      return { at: i + 1, to: `${unit} ${i + 1}`, actual };
    }),
  };
}
