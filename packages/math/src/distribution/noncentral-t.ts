import { regularizedBeta } from "../special/incomplete-beta.ts";
import { logGamma } from "../special/log-gamma.ts";
import { normalCdf } from "./normal.ts";

/**
 * P(T ≤ t) of the noncentral t distribution with `df` > 0 and noncentrality δ, the law of a t statistic under an alternative.
 * Absolute error about 1e-13 for |δ| ≤ 100; time grows with |δ|.
 * @see Lenth (1989), Algorithm AS 243, Applied Statistics 38, 185–189; summed outward from the largest Poisson weight.
 */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  if (t < 0) return 1 - noncentralTCdf(-t, df, -noncentrality);
  const square = t * t;
  const total = df + square;
  const x = square / total;
  const y = df / total;
  const lambda = (noncentrality * noncentrality) / 2;
  const start = Math.floor(lambda);
  const term = (j: number) => {
    const logP = j === 0 && lambda === 0 ? 0 : -lambda + j * Math.log(lambda) - logGamma(j + 1);
    const logQ = -lambda + j * Math.log(lambda) - logGamma(j + 1.5);
    const p = Math.exp(logP) * regularizedBeta(x, y, j + 0.5, df / 2);
    const q = lambda === 0 ? 0 : (noncentrality / Math.SQRT2) * Math.exp(logQ) * regularizedBeta(x, y, j + 1, df / 2);
    return { value: p + q, size: p + Math.abs(q), weight: Math.exp(Math.max(logP, logQ)) };
  };
  let sum = 0;
  for (let j = start; j < start + 100_000; j++) {
    const { value, size } = term(j);
    sum += value;
    if (size < 1e-17) break;
  }
  for (let j = start - 1; j >= 0; j--) {
    const { value, weight } = term(j);
    sum += value;
    // Downward the beta function grows, so only the weight may end the sum.
    if (weight < 1e-18) break;
  }
  return Math.min(1, Math.max(0, normalCdf(-noncentrality) + 0.5 * sum));
}
