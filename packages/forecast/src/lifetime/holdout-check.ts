import type { Rng } from "@attune/math/rng";
import type { HoldoutPurchases } from "./calibration-split.ts";
import { groupHistories } from "./group-histories.ts";
import { historyAt, type PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

export interface HoldoutCheck {
  from: string;
  to: string;
  /** What `actual` and `predicted` count. */
  counts: HoldoutPurchases["counts"];
  /** Customers known at the end of the calibration. */
  customers: number;
  /** Purchases of these customers in the holdout. */
  actual: number;
  predicted: number;
  /** (predicted − actual)/actual. */
  bias: number | null;
  /** Mean over the ends of units of |predicted − actual|/actual of the purchases since the start of the holdout; null where none happened. */
  mape: number | null;
  /** Customers by their repeat purchases in the calibration: mean purchases in the holdout. */
  calibrationTable: { repeatPurchases: string; customers: number; actual: number; predicted: number }[];
  /** Share of customers whose purchases lie in their 95 % prediction interval; counts are whole, so that a right model has 0.95 or more. */
  coverage: number;
  /** The 95 % prediction interval of the sum, from the same draws; parameters as estimated. */
  interval: [number, number];
  /** Purchases since the start of the holdout. */
  tracking: { to: string; actual: number; predicted: number }[];
}

export interface HoldoutInput {
  model: PurchaseModel;
  parameters: Float64Array;
  /** At the end of the calibration. */
  histories: PurchaseHistories;
  happened: HoldoutPurchases;
  rng: Rng;
}

/** More customers than this are sampled evenly for the draws. */
const maxDrawn = 2_000;
const draws = 200;
/** Repeat purchases from which on customers stand in one row of the table. */
const lastRow = 7;

/** What the model said of the holdout, against what happened. */
export function holdoutCheck(input: HoldoutInput): HoldoutCheck {
  const { model, parameters, histories, happened, rng } = input;
  const { purchases, cumulative } = happened;
  const grouped = groupHistories(histories);
  const alive = grouped.customers.map((_, i) => model.probabilityAlive(parameters, historyAt(grouped, i)));
  const predictedBy = (time: number) => {
    const known = new Map<string, number>();
    return grouped.customers.map((_, i) => {
      const history = historyAt(grouped, i);
      const key = `${history.repeatPurchases}/${history.observedFor}`;
      const ifAlive = known.get(key) ?? model.purchasesIfAlive(parameters, history, time);
      known.set(key, ifAlive);
      return alive[i]! * ifAlive;
    });
  };
  const whole = cumulative.at(-1)!.at;
  const each = predictedBy(whole);
  const tracking = cumulative.map(({ at, to, actual }) => ({
    to,
    actual,
    predicted: at === whole ? weighted(each, grouped.customers) : weighted(predictedBy(at), grouped.customers),
  }));
  const predicted = weighted(each, grouped.customers);
  const actual = purchases.reduce((sum, n) => sum + n, 0);
  const errors = tracking.flatMap((step) =>
    step.actual > 0 ? [Math.abs(step.predicted - step.actual) / step.actual] : [],
  );
  const drawn = drawCounts(input, whole, rng);
  const half = 1.959963984540054 * Math.sqrt(drawn.variance);
  return {
    from: happened.from,
    to: happened.to,
    counts: happened.counts,
    customers: purchases.length,
    actual,
    predicted,
    bias: actual > 0 ? predicted / actual - 1 : null,
    mape: errors.length === 0 ? null : errors.reduce((sum, e) => sum + e, 0) / errors.length,
    calibrationTable: tableOf(histories, purchases, grouped.rowOf, each),
    coverage: drawn.coverage,
    interval: [Math.max(0, predicted - half), predicted + half],
    tracking,
  };
}

function weighted(values: Float64Array, weights: Float64Array): number {
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0);
}

function tableOf(
  histories: PurchaseHistories,
  purchases: Float64Array,
  rowOf: Uint32Array,
  expected: Float64Array,
): HoldoutCheck["calibrationTable"] {
  const rows = Array.from({ length: lastRow + 1 }, () => ({ customers: 0, actual: 0, predicted: 0 }));
  purchases.forEach((count, i) => {
    const row = rows[Math.min(lastRow, histories.repeatPurchases[i]!)]!;
    row.customers++;
    row.actual += count;
    row.predicted += expected[rowOf[i]!]!;
  });
  return rows.flatMap(({ customers, actual, predicted }, x) =>
    customers === 0
      ? []
      : [
          {
            repeatPurchases: x === lastRow ? `${lastRow}+` : String(x),
            customers,
            actual: actual / customers,
            predicted: predicted / customers,
          },
        ],
  );
}

/** Draws each (sampled) customer's holdout many times: which share lies in its own 95 % interval, and the variance of the sum. */
function drawCounts(
  { model, parameters, histories, happened: { purchases } }: HoldoutInput,
  time: number,
  rng: Rng,
): { coverage: number; variance: number } {
  const step = Math.ceil(purchases.length / maxDrawn);
  const counts = new Uint32Array(draws);
  let inside = 0;
  let seen = 0;
  let variance = 0;
  for (let i = 0; i < purchases.length; i += step) {
    const history = historyAt(histories, i);
    const alive = model.probabilityAlive(parameters, history);
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < draws; k++) {
      const count = rng.uniform() < alive ? model.drawIfAlive(parameters, history, time, rng).length : 0;
      counts[k] = count;
      sum += count;
      squares += count * count;
    }
    counts.sort();
    const low = counts[Math.floor(0.025 * draws)]!;
    const high = counts[Math.ceil(0.975 * draws) - 1]!;
    if (purchases[i]! >= low && purchases[i]! <= high) inside++;
    seen++;
    variance += (squares - (sum * sum) / draws) / (draws - 1);
  }
  return { coverage: inside / seen, variance: (variance * purchases.length) / seen };
}
