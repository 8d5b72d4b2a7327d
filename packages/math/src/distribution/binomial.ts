import { poissonDeviance } from "../special/deviance.ts";
import { regularizedBeta } from "../special/incomplete-beta.ts";
import { stirlingRemainder } from "../special/log-gamma.ts";

const LOG_TWO_PI = 1.8378770664093453;

/**
 * log P(X = k) of Binomial(n, p), 0 ≤ k ≤ n integers; −∞ where impossible.
 * @see Loader (2000), Fast and accurate computation of binomial probabilities.
 */
export function logBinomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (p === 0) return k === 0 ? 0 : -Infinity;
  if (p === 1) return k === n ? 0 : -Infinity;
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  const remainders = stirlingRemainder(n) - stirlingRemainder(k) - stirlingRemainder(n - k);
  const deviance = poissonDeviance(k, n * p) + poissonDeviance(n - k, n * (1 - p));
  return remainders - deviance - 0.5 * (LOG_TWO_PI + Math.log(k) + Math.log1p(-k / n));
}

/** P(X ≤ k) of Binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularizedBeta(1 - p, p, n - Math.floor(k), Math.floor(k) + 1);
}

/** P(X > k) of Binomial(n, p). */
export function binomialSurvival(k: number, n: number, p: number): number {
  if (k < 0) return 1;
  if (k >= n) return 0;
  return regularizedBeta(p, 1 - p, Math.floor(k) + 1, n - Math.floor(k));
}
