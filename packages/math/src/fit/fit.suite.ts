import { readFileSync } from "node:fs";

/** What statsmodels and scikit-learn answer on one small table (packages/math/reference/fit.py). */
export interface FitReference {
  x: number[][];
  y: number[];
  b: number[];
  w: number[];
  cluster: number[];
  ols: Record<"coef" | "classical" | "hc0" | "hc1" | "hc2" | "hc3" | "clustered", number[]>;
  wls: number[];
  logit: { coef: number[]; se: number[]; ll: number };
  ridge: { intercept: number; coef: number[] };
  ridgeWeighted: { intercept: number; coef: number[] };
  lasso: { intercept: number; coef: number[] };
  isotonic: { at: number[]; value: number[] };
}

export const fitReference = JSON.parse(
  readFileSync(new URL("../../reference/fit.reference.json", import.meta.url), "utf8"),
) as FitReference;

/** The table's columns, a constant first. */
export const referenceColumns = [
  new Float64Array(fitReference.y.length).fill(1),
  ...fitReference.x.map((column) => Float64Array.from(column)),
];

/** The largest error of a list of numbers, relative to the expected where that is above 1. */
export function worstDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((worst, value, i) => {
    const error = Math.abs(actual[i]! - value) / Math.max(1, Math.abs(value));
    return Math.max(worst, error);
  }, 0);
}
