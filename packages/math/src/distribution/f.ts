import { logRegularizedBeta, regularizedBeta } from "../special/incomplete-beta.ts";
import { betaQuantile } from "./beta.ts";

/** P(F > x) with `df1` and `df2` degrees of freedom. */
export function fSurvival(x: number, df1: number, df2: number): number {
  if (x <= 0) return 1;
  const total = df2 + df1 * x;
  return regularizedBeta(df2 / total, (df1 * x) / total, df2 / 2, df1 / 2);
}

/** log P(F > x). */
export function logFSurvival(x: number, df1: number, df2: number): number {
  if (x <= 0) return 0;
  const total = df2 + df1 * x;
  return logRegularizedBeta(df2 / total, (df1 * x) / total, df2 / 2, df1 / 2);
}

/** The x with P(F > x) = p. */
export function fUpperQuantile(p: number, df1: number, df2: number): number {
  const y = betaQuantile(p, df2 / 2, df1 / 2);
  return (df2 * (1 - y)) / (df1 * y);
}
