import type { Rng } from "@attune/math/rng";
import type { ParameterFit } from "./fit-parameters.ts";
import { groupHistories } from "./group-histories.ts";
import { historyAt, type PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/** What all customers together will buy in one stretch of time. */
export interface OutlookPeriod {
  expected: number;
  low: number;
  high: number;
}

/** More customers than this are sampled evenly for the draws. */
const maxDrawn = 20_000;

/**
 * Purchases of all customers between consecutive `ends` (in the unit of the histories, ascending, counted from the end of the observation),
 * with intervals of the given z: chance, from one drawn future per customer, and estimated parameters, by the delta method.
 */
export function purchaseOutlook(
  model: PurchaseModel,
  fit: ParameterFit,
  histories: PurchaseHistories,
  ends: readonly number[],
  z: number,
  rng: Rng,
): OutlookPeriod[] {
  const grouped = groupHistories(histories);
  const expectedAt = (parameters: Float64Array) => expectedBetween(model, parameters, grouped, ends);
  const expected = expectedAt(fit.vector);
  const chance = chanceVariance(model, fit.vector, histories, ends, rng);
  const error = parameterVariance(fit, expectedAt, ends.length);
  return ends.map((_, k) => {
    const half = z * Math.sqrt(chance[k]! + error[k]!);
    return { expected: expected[k]!, low: Math.max(0, expected[k]! - half), high: expected[k]! + half };
  });
}

function expectedBetween(
  model: PurchaseModel,
  parameters: Float64Array,
  grouped: PurchaseHistories,
  ends: readonly number[],
): Float64Array {
  const sums = new Float64Array(ends.length);
  const known = new Map<number, Map<number, Float64Array>>();
  grouped.customers.forEach((weight, i) => {
    const history = historyAt(grouped, i);
    const { repeatPurchases: x, observedFor: T } = history;
    let ofCount = known.get(x);
    if (ofCount === undefined) {
      ofCount = new Map();
      known.set(x, ofCount);
    }
    let ifAlive = ofCount.get(T);
    if (ifAlive === undefined) {
      ifAlive = Float64Array.from(ends, (end) => model.purchasesIfAlive(parameters, history, end));
      ofCount.set(T, ifAlive);
    }
    const alive = weight * model.probabilityAlive(parameters, history);
    for (let k = 0; k < ends.length; k++) sums[k]! += alive * (ifAlive[k]! - (k === 0 ? 0 : ifAlive[k - 1]!));
  });
  return sums;
}

/** Σ over customers of the variance of each one's count, from pairs of draws: half their squared difference has it as its mean. */
function chanceVariance(
  model: PurchaseModel,
  parameters: Float64Array,
  histories: PurchaseHistories,
  ends: readonly number[],
  rng: Rng,
): Float64Array {
  const variance = new Float64Array(ends.length);
  const rows = histories.customers.length;
  const step = Math.ceil(rows / maxDrawn);
  const last = ends.at(-1)!;
  let drawn = 0;
  let all = 0;
  for (const weight of histories.customers) all += weight;
  for (let i = 0; i < rows; i += step) {
    const history = historyAt(histories, i);
    const alive = model.probabilityAlive(parameters, history);
    const counts = [new Float64Array(ends.length), new Float64Array(ends.length)];
    for (const count of counts) {
      if (rng.uniform() >= alive) continue;
      for (const time of model.drawIfAlive(parameters, history, last, rng))
        count[ends.findIndex((end) => time <= end)]!++;
    }
    const weight = histories.customers[i]!;
    drawn += weight;
    for (let k = 0; k < ends.length; k++) variance[k]! += (weight * (counts[0]![k]! - counts[1]![k]!) ** 2) / 2;
  }
  return variance.map((value) => (value * all) / drawn);
}

function parameterVariance(
  { vector, logCovariance }: ParameterFit,
  expectedAt: (parameters: Float64Array) => Float64Array,
  length: number,
): Float64Array {
  const variance = new Float64Array(length);
  if (logCovariance === null) return variance;
  const n = vector.length;
  const step = 1e-4;
  const slopes = Array.from(vector, (_, j) => {
    const moved = (sign: number) =>
      expectedAt(vector.map((value, i) => (i === j ? value * Math.exp(sign * step) : value)));
    const [up, down] = [moved(1), moved(-1)];
    return up.map((value, k) => (value - down[k]!) / (2 * step));
  });
  for (let k = 0; k < length; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) variance[k]! += slopes[i]![k]! * slopes[j]![k]! * logCovariance[i * n + j]!;
    }
  }
  return variance;
}
