import { rootBetween } from "../root-between.ts";
import { logRegularizedBeta, regularizedBeta } from "../special/incomplete-beta.ts";

/** P(X ≤ x) of Beta(a, b). */
export function betaCdf(x: number, a: number, b: number): number {
  return regularizedBeta(x, 1 - x, a, b);
}

/** P(X > x) of Beta(a, b). */
export function betaSurvival(x: number, a: number, b: number): number {
  return regularizedBeta(1 - x, x, b, a);
}

/** The x with P(X ≤ x) = p, a and b > 0. Solved in the logit of x and in the log of the smaller tail. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return Number.NaN;
  if (p === 0) return 0;
  if (p === 1) return 1;
  const share = (u: number) => 1 / (1 + Math.exp(-u));
  const excess =
    p < 0.5
      ? (u: number) => logRegularizedBeta(share(u), share(-u), a, b) - Math.log(p)
      : (u: number) => Math.log1p(-p) - logRegularizedBeta(share(-u), share(u), b, a);
  const middle = Math.log(a / b);
  let low = middle - 1;
  while (excess(low) > 0 && low > -700) low -= Math.max(1, Math.abs(low - middle));
  let high = middle + 1;
  while (excess(high) < 0 && high < 700) high += Math.max(1, Math.abs(high - middle));
  return share(rootBetween(excess, low, high));
}
