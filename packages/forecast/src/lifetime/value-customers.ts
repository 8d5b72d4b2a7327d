import { drawGamma } from "@attune/math/distribution/draw-gamma";
import type { Rng } from "@attune/math/rng";
import type { CustomerHistories } from "./customer-histories.ts";
import type { ParameterFit } from "./fit-parameters.ts";
import { expectedSpend } from "./gamma-gamma.ts";
import { type GroupedHistories, groupHistories } from "./group-histories.ts";
import { historyAt, type PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

export interface ValuationTerms {
  /** Units of time for which value is forecast. */
  horizon: number;
  /** Per unit of time, continuous: e^(−rate · t). */
  discount: number;
  /** Share of an amount that is margin. */
  margin: number;
}

/** One number per row of the histories. */
export interface CustomerValues {
  probabilityAlive: Float64Array;
  /** Within the horizon, not discounted. */
  expectedPurchases: Float64Array;
  /** Expected amount of each future purchase; null where no amounts are known. */
  expectedSpend: Float64Array | null;
  /** Discounted margin within the horizon; null where no amounts are known. */
  lifetimeValue: Float64Array | null;
  /** 95 %: what the estimated parameters leave open of the expected value; null where they have no standard errors. */
  lifetimeValueLow: Float64Array | null;
  lifetimeValueHigh: Float64Array | null;
  /** Discounted margin from now on without end; null without a discount rate. */
  residualValue: Float64Array | null;
  /** Gradient of the log of each row's lifetime value in the logarithms of the purchase and the spend parameters. */
  logGradient: Float64Array[] | null;
}

interface ValuationInput {
  model: PurchaseModel;
  purchaseFit: ParameterFit;
  spendFit: ParameterFit | null;
  histories: CustomerHistories;
  terms: ValuationTerms;
}

const z95 = 1.959963984540054;

/** What is expected of each customer, without what the estimated parameters leave open of it. */
export type ExpectedValues = Pick<
  CustomerValues,
  "probabilityAlive" | "expectedPurchases" | "expectedSpend" | "lifetimeValue"
>;

/** What each customer is expected to bring. A fraction of the work of `valueCustomers`. */
export function expectedValues(input: ValuationInput): ExpectedValues {
  return expectedOf(input, groupHistories(input.histories));
}

function expectedOf(
  { model, purchaseFit, spendFit, histories, terms }: ValuationInput,
  grouped: GroupedHistories,
): ExpectedValues {
  const { horizon, discount, margin } = terms;
  const vector = purchaseFit.vector;
  const alive = aliveBy(model, vector, grouped);
  const purchases = byCountAndEnd(grouped, (i) => model.purchasesIfAlive(vector, historyAt(grouped, i), horizon));
  const spread = (values: Float64Array) => Float64Array.from(grouped.rowOf, (row) => values[row]!);
  const counts = {
    probabilityAlive: spread(alive),
    expectedPurchases: spread(purchases.map((value, i) => value * alive[i]!)),
  };
  const { meanSpend, repeatPurchases } = histories;
  if (spendFit === null || meanSpend === null) return { ...counts, expectedSpend: null, lifetimeValue: null };
  const discounted = byCountAndEnd(grouped, (i) =>
    model.discountedIfAlive(vector, historyAt(grouped, i), horizon, discount),
  );
  const spend = repeatPurchases.map((x, i) => expectedSpend(spendFit.vector, x, meanSpend[i]!));
  const lifetimeValue = spend.map((amount, i) => {
    const row = grouped.rowOf[i]!;
    return margin * amount * alive[row]! * discounted[row]!;
  });
  return { ...counts, expectedSpend: spend, lifetimeValue };
}

/** What each customer is expected to bring, and how far the estimated parameters leave that open. */
export function valueCustomers(input: ValuationInput): CustomerValues {
  const { model, purchaseFit, spendFit, histories, terms } = input;
  const { discount, margin } = terms;
  const grouped = groupHistories(histories);
  const vector = purchaseFit.vector;
  const expected = expectedOf(input, grouped);
  const { expectedSpend: spend, lifetimeValue } = expected;
  if (spendFit === null || spend === null || lifetimeValue === null)
    return { ...expected, residualValue: null, logGradient: null, lifetimeValueLow: null, lifetimeValueHigh: null };
  const alive = expected.probabilityAlive;
  const spread = (values: Float64Array) => Float64Array.from(grouped.rowOf, (row) => values[row]!);
  const residual =
    discount > 0
      ? byCountAndEnd(grouped, (i) => model.discountedIfAlive(vector, historyAt(grouped, i), Infinity, discount))
      : null;
  const logGradient = logValueGradient({ model, vector, spendFit, histories, grouped, terms, spread });
  const error =
    purchaseFit.logCovariance === null || spendFit.logCovariance === null
      ? null
      : lifetimeValue.map((_, i) => Math.sqrt(varianceOf(gradientAt(logGradient, i), purchaseFit, spendFit)));
  return {
    ...expected,
    lifetimeValueLow: error && lifetimeValue.map((value, i) => value * Math.exp(-z95 * error[i]!)),
    lifetimeValueHigh: error && lifetimeValue.map((value, i) => value * Math.exp(z95 * error[i]!)),
    residualValue: residual && spend.map((amount, i) => margin * amount * alive[i]! * residual[grouped.rowOf[i]!]!),
    logGradient,
  };
}

function aliveBy(model: PurchaseModel, parameters: Float64Array, grouped: PurchaseHistories): Float64Array {
  return grouped.customers.map((_, i) => model.probabilityAlive(parameters, historyAt(grouped, i)));
}

/** What depends on x and T alone is computed once for each pair. */
function byCountAndEnd(grouped: PurchaseHistories, compute: (row: number) => number): Float64Array {
  const known = new Map<number, Map<number, number>>();
  return grouped.customers.map((_, i) => {
    const x = grouped.repeatPurchases[i]!;
    const T = grouped.observedFor[i]!;
    let ofCount = known.get(x);
    if (ofCount === undefined) {
      ofCount = new Map();
      known.set(x, ofCount);
    }
    const found = ofCount.get(T);
    if (found !== undefined) return found;
    const value = compute(i);
    ofCount.set(T, value);
    return value;
  });
}

/** Central differences in the purchase parameters, and in those of spend. */
function logValueGradient(context: {
  model: PurchaseModel;
  vector: Float64Array;
  spendFit: ParameterFit;
  histories: CustomerHistories;
  grouped: PurchaseHistories;
  terms: ValuationTerms;
  spread: (values: Float64Array) => Float64Array;
}): Float64Array[] {
  const { model, vector, spendFit, histories, grouped, terms, spread } = context;
  const step = 1e-4;
  const logPurchases = (parameters: Float64Array) => {
    const alive = aliveBy(model, parameters, grouped);
    const discounted = byCountAndEnd(grouped, (i) =>
      model.discountedIfAlive(parameters, historyAt(grouped, i), terms.horizon, terms.discount),
    );
    return alive.map((p, i) => Math.log(p * discounted[i]!));
  };
  const logSpend = (parameters: Float64Array) =>
    histories.repeatPurchases.map((x, i) => Math.log(expectedSpend(parameters, x, histories.meanSpend![i]!)));
  const differences = (at: Float64Array, f: (parameters: Float64Array) => Float64Array) =>
    Array.from(at, (_, j) => {
      const up = f(at.map((value, k) => (k === j ? value * Math.exp(step) : value)));
      const down = f(at.map((value, k) => (k === j ? value * Math.exp(-step) : value)));
      // A value of nothing stays nothing, whatever the parameters.
      return up.map((value, i) => (Number.isFinite(value) ? (value - down[i]!) / (2 * step) : 0));
    });
  return [...differences(vector, logPurchases).map(spread), ...differences(spendFit.vector, logSpend)];
}

function gradientAt(logGradient: readonly Float64Array[], i: number): Float64Array {
  return Float64Array.from(logGradient, (column) => column[i]!);
}

/** gᵀ Σ g; purchases and spend are estimated apart. */
function varianceOf(gradient: Float64Array, purchaseFit: ParameterFit, spendFit: ParameterFit): number {
  const n = purchaseFit.vector.length;
  const m = spendFit.vector.length;
  return (
    quadraticForm(gradient.subarray(0, n), purchaseFit.logCovariance!) +
    quadraticForm(gradient.subarray(n, n + m), spendFit.logCovariance!)
  );
}

function quadraticForm(vector: Float64Array, matrix: Float64Array): number {
  const n = vector.length;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += vector[i]! * vector[j]! * matrix[i * n + j]!;
  return sum;
}

/** The value of all rows together at other discount rates (per unit of time): how much of it leans on the rate. O(different histories) for each rate. */
export function totalsAtDiscounts(
  { model, purchaseFit, histories, terms }: Omit<ValuationInput, "spendFit">,
  { probabilityAlive, expectedSpend: spend }: CustomerValues,
  discounts: readonly number[],
): number[] {
  const grouped = groupHistories(histories);
  return discounts.map((discount) => {
    const discounted = byCountAndEnd(grouped, (i) =>
      model.discountedIfAlive(purchaseFit.vector, historyAt(grouped, i), terms.horizon, discount),
    );
    return histories.customers.reduce(
      (sum, customers, i) =>
        sum + customers * terms.margin * spend![i]! * probabilityAlive[i]! * discounted[grouped.rowOf[i]!]!,
      0,
    );
  });
}

/** Sum over some rows, with what parameters and chance leave open. */
export interface ValueSum {
  value: number;
  /** Standard deviation from the estimated parameters; null where they have no standard errors. */
  parameterError: number | null;
  /** Standard deviation of what these customers will really bring, were the parameters right. */
  chanceError: number;
}

/** More customers than this are sampled evenly for the draws. */
const maxDrawn = 20_000;

/** The value of the rows together. One future is drawn per (sampled) customer: its squared distance from the expectation is, summed, the variance. */
export function sumValues(
  { model, purchaseFit, spendFit, histories, terms }: ValuationInput & { spendFit: ParameterFit },
  values: CustomerValues,
  rows: readonly number[],
  rng: Rng,
): ValueSum {
  const weight = histories.customers;
  const value = rows.reduce((sum, i) => sum + weight[i]! * values.lifetimeValue![i]!, 0);
  const gradient = Float64Array.from(values.logGradient!, (column) =>
    rows.reduce((sum, i) => sum + weight[i]! * values.lifetimeValue![i]! * column[i]!, 0),
  );
  const step = Math.ceil(rows.length / maxDrawn);
  let squares = 0;
  let drawnCustomers = 0;
  for (let at = 0; at < rows.length; at += step) {
    const i = rows[at]!;
    const history = historyAt(histories, i);
    const drawn =
      rng.uniform() < values.probabilityAlive[i]!
        ? drawValue(
            model.drawIfAlive(purchaseFit.vector, history, terms.horizon, rng),
            spendFit,
            histories,
            i,
            terms,
            rng,
          )
        : 0;
    squares += weight[i]! * (drawn - values.lifetimeValue![i]!) ** 2;
    drawnCustomers += weight[i]!;
  }
  const all = rows.reduce((sum, i) => sum + weight[i]!, 0);
  return {
    value,
    parameterError:
      purchaseFit.logCovariance === null || spendFit.logCovariance === null
        ? null
        : Math.sqrt(varianceOf(gradient, purchaseFit, spendFit)),
    chanceError: drawnCustomers === 0 ? 0 : Math.sqrt((squares * all) / drawnCustomers),
  };
}

/** Amounts are Gamma(p, ν) with ν ~ Gamma(px + q, v + x·z̄) given what was seen. [Fader & Hardie 2013, eq. 4] */
function drawValue(
  times: readonly number[],
  spendFit: ParameterFit,
  histories: CustomerHistories,
  i: number,
  { discount, margin }: ValuationTerms,
  rng: Rng,
): number {
  if (times.length === 0) return 0;
  const [p, q, v] = spendFit.vector as unknown as [number, number, number];
  const x = histories.repeatPurchases[i]!;
  const nu = drawGamma(p * x + q, rng) / (v + x * histories.meanSpend![i]!);
  return margin * times.reduce((sum, t) => sum + (Math.exp(-discount * t) * drawGamma(p, rng)) / nu, 0);
}
