import { logRegularizedGammaLower, logRegularizedGammaUpper } from "../special/incomplete-gamma.ts";
import { gammaQuantile } from "./gamma.ts";

/** P(X ≤ x) of chi-square with `df` degrees of freedom. */
export function chiSquareCdf(x: number, df: number): number {
  return Math.exp(logRegularizedGammaLower(df / 2, x / 2));
}

/** P(X > x), with full relative accuracy in the tail. */
export function chiSquareSurvival(x: number, df: number): number {
  return Math.exp(logRegularizedGammaUpper(df / 2, x / 2));
}

/** log P(X > x), finite where the probability underflows. */
export function logChiSquareSurvival(x: number, df: number): number {
  return logRegularizedGammaUpper(df / 2, x / 2);
}

/** The x with P(X ≤ x) = p. */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2);
}
