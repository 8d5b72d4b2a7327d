import { rootBetween } from "../root-between.ts";
import { logRegularizedGammaLower, logRegularizedGammaUpper } from "../special/incomplete-gamma.ts";

/** P(X ≤ x) of the gamma distribution with `shape` and scale 1. */
export function gammaCdf(x: number, shape: number): number {
  return Math.exp(logRegularizedGammaLower(shape, x));
}

/** P(X > x) of the gamma distribution with `shape` and scale 1. */
export function gammaSurvival(x: number, shape: number): number {
  return Math.exp(logRegularizedGammaUpper(shape, x));
}

/** The x with P(X ≤ x) = p, scale 1; 0 and ∞ at 0 and 1. Solved in log x and in the log of the smaller tail. */
export function gammaQuantile(p: number, shape: number): number {
  if (!(p >= 0 && p <= 1) || !(shape > 0)) return Number.NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  const excess =
    p < 0.5
      ? (u: number) => logRegularizedGammaLower(shape, Math.exp(u)) - Math.log(p)
      : (u: number) => Math.log1p(-p) - logRegularizedGammaUpper(shape, Math.exp(u));
  let high = Math.log(shape + 10 * Math.sqrt(shape) + 10);
  while (excess(high) < 0) high += 1;
  let low = Math.min(high, Math.log(shape)) - 1;
  while (excess(low) > 0) low -= Math.max(1, Math.abs(low));
  return Math.exp(rootBetween(excess, low, high));
}
