import type { Objective } from "@attune/math/optimize/minimize";
import { digamma } from "@attune/math/special/digamma";
import { logGamma } from "@attune/math/special/log-gamma";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { distinctValues } from "./distinct-values.ts";
import { fitParameters, type ParameterFit } from "./fit-parameters.ts";

/** What customers spent per repeat purchase, by column; row i stands for `customers[i]` customers. */
export interface SpendHistories {
  /** Repeat purchases with an amount: x > 0. */
  repeatPurchases: Float64Array;
  /** Mean amount of them: z̄ > 0. */
  meanSpend: Float64Array;
  customers: Float64Array;
}

/** The fit, or why there is none: nobody bought twice. */
export function fitGammaGamma(histories: SpendHistories): ParameterFit | Undetermined {
  const size = histories.customers.reduce((sum, n) => sum + n, 0);
  if (size < 2) {
    return undetermined(
      "too-few-repeat-purchases",
      "Spend per purchase needs at least two customers who bought again.",
    );
  }
  const mean = histories.meanSpend.reduce((sum, z, i) => sum + z * histories.customers[i]!, 0) / size;
  return fitParameters({
    parameterNames: ["p", "q", "v"],
    objective: gammaGammaObjective(histories),
    starts: [
      [1, 3, 2 * mean],
      [6, 4, mean / 2],
      [0.5, 8, 14 * mean],
    ],
    size,
    scales: [1, 1, mean],
  });
}

/** Minus the log-likelihood in (ln p, ln q, ln v). @see Fader & Hardie (2013), The gamma-gamma model of monetary value, eq. 1a. */
function gammaGammaObjective({ repeatPurchases, meanSpend, customers }: SpendHistories): Objective {
  const counts = distinctValues(repeatPurchases);
  const logMean = meanSpend.map(Math.log);
  const rows = customers.length;
  return (point, gradient) => {
    const p = Math.exp(point[0]!);
    const q = Math.exp(point[1]!);
    const v = Math.exp(point[2]!);
    const logV = Math.log(v);
    const logGammaQ = logGamma(q);
    const digammaQ = digamma(q);
    const value = counts.values.map((x) => logGamma(p * x + q) - logGamma(p * x) - logGammaQ + p * x * Math.log(x));
    const byP = counts.values.map((x) => digamma(p * x + q) - digamma(p * x) + Math.log(x));
    const byQ = counts.values.map((x) => digamma(p * x + q) - digammaQ);
    let sum = 0;
    let sumP = 0;
    let sumQ = 0;
    let sumV = 0;
    for (let i = 0; i < rows; i++) {
      const at = counts.place[i]!;
      const px = p * counts.values[at]!;
      const all = counts.values[at]! * meanSpend[i]! + v;
      const logAll = Math.log(all);
      const weight = customers[i]!;
      sum += weight * (value[at]! + q * logV + (px - 1) * logMean[i]! - (px + q) * logAll);
      sumP += weight * counts.values[at]! * (byP[at]! + logMean[i]! - logAll);
      sumQ += weight * (byQ[at]! + logV - logAll);
      sumV += weight * (q - ((px + q) * v) / all);
    }
    gradient[0] = -p * sumP;
    gradient[1] = -q * sumQ;
    gradient[2] = -sumV;
    return Number.isFinite(sum) ? -sum : Infinity;
  };
}

/**
 * E[mean spend per purchase | x purchases that averaged z̄]: between the customer's own mean and everybody's, (v + x·z̄)·p/(px + q − 1);
 * x = 0 is a customer of whom no amount is known. Infinite where px + q ≤ 1.
 * @see Fader & Hardie (2013), eq. 5.
 */
export function expectedSpend([p, q, v]: Float64Array, repeatPurchases: number, meanSpend: number): number {
  const denominator = p! * repeatPurchases + q! - 1;
  return denominator > 0 ? ((v! + repeatPurchases * meanSpend) * p!) / denominator : Infinity;
}
