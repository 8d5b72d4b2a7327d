import type { PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseLog } from "./purchase-log.ts";
import { type Clock, steadyClock } from "./season-clock.ts";

/** Histories with names and money, one row each. */
export interface CustomerHistories extends PurchaseHistories {
  /** Name of each row: a customer, or what stands for `customers[i]` of them. */
  ids: string[];
  /** Mean amount of the repeat purchases; 0 where there are none, null where no amounts are known. */
  meanSpend: Float64Array | null;
  /** All that was paid, the first purchase too; null where not known. */
  spent: Float64Array | null;
  /** Day of the first purchase, days since 1970; null where only summaries are known. */
  firstDay: Int32Array | null;
}

/** What was known of each customer at the end of a day: of those who had bought by then. Time in units of `unitDays`, by the clock given. */
export function historiesAt(
  log: PurchaseLog,
  endDay: number,
  unitDays: number,
  clock: Clock = steadyClock,
): CustomerHistories {
  const known: number[] = [];
  for (let i = 0; i < log.customers.length; i++) if (log.day[log.start[i]!]! <= endDay) known.push(i);
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
    let to = log.start[i + 1]!;
    while (log.day[to - 1]! > endDay) to--;
    const first = log.day[from]!;
    let repeats = 0;
    for (let at = from + 1; at < to; at++) repeats += log.amount[at]!;
    histories.firstDay[row] = first;
    histories.repeatPurchases[row] = to - from - 1;
    histories.timeOfLastPurchase[row] = (clock(log.day[to - 1]!) - clock(first)) / unitDays;
    histories.observedFor[row] = (clock(endDay) - clock(first)) / unitDays;
    histories.meanSpend[row] = to - from > 1 ? repeats / (to - from - 1) : 0;
    histories.spent[row] = repeats + log.amount[from]!;
  });
  return histories;
}

/** Days with a purchase after `endDay`, up to and with `lastDay`, of the customers known at `endDay`, in the order of `historiesAt`. */
export function purchasesBetween(log: PurchaseLog, endDay: number, lastDay: number): Float64Array {
  const counts: number[] = [];
  for (let i = 0; i < log.customers.length; i++) {
    if (log.day[log.start[i]!]! > endDay) continue;
    let count = 0;
    for (let at = log.start[i]!; at < log.start[i + 1]!; at++)
      if (log.day[at]! > endDay && log.day[at]! <= lastDay) count++;
    counts.push(count);
  }
  return Float64Array.from(counts);
}

/** Some of the rows; amounts and days must be known. */
export function historiesOf(histories: CustomerHistories, rows: readonly number[]): CustomerHistories {
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  return {
    ids: rows.map((i) => histories.ids[i]!),
    repeatPurchases: pick(histories.repeatPurchases),
    timeOfLastPurchase: pick(histories.timeOfLastPurchase),
    observedFor: pick(histories.observedFor),
    customers: pick(histories.customers),
    meanSpend: pick(histories.meanSpend!),
    spent: pick(histories.spent!),
    firstDay: Int32Array.from(rows, (i) => histories.firstDay![i]!),
  };
}
