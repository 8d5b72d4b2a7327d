import type { PenalizedFit } from "./ridge.ts";

/**
 * Lasso: minimizes ½/n·Σ(y − a − xβ)² + λΣ|β| by cyclic coordinate descent over an active set, the intercept free, columns centered but not
 * scaled. Ends when the duality gap is below 1e-10 of Σ(y − ȳ)²/n, so that the answer is the optimum and not where it stopped.
 * @see Friedman, Hastie and Tibshirani (2010), J. Statistical Software 33(1); gap: Kim et al. (2007), IEEE JSTSP 1, 606–617
 */
export function fitLasso(columns: readonly Float64Array[], outcome: Float64Array, penalty: number): PenalizedFit {
  const rows = outcome.length;
  const means = columns.map(meanOf);
  const centered = columns.map((column, j) => column.map((value) => value - means[j]!));
  const squares = centered.map((column) => dot(column, column));
  const outcomeMean = meanOf(outcome);
  const target = outcome.map((value) => value - outcomeMean);
  const residual = target.slice();
  const beta = new Float64Array(columns.length);
  const threshold = penalty * rows;
  const goal = 1e-10 * dot(target, target);
  for (let sweep = 0; sweep < 20_000; sweep++) {
    for (let j = 0; j < beta.length; j++) {
      const square = squares[j]!;
      // A constant column explains nothing.
      if (square <= 1e-20 * rows * (1 + means[j]! ** 2)) continue;
      const before = beta[j]!;
      const slope = dot(centered[j]!, residual) + square * before;
      const after = (Math.sign(slope) * Math.max(0, Math.abs(slope) - threshold)) / square;
      if (after === before) continue;
      beta[j] = after;
      const column = centered[j]!;
      for (let i = 0; i < rows; i++) residual[i]! -= (after - before) * column[i]!;
    }
    if (sweep % 5 === 4 && dualityGap(centered, target, residual, beta, threshold) <= goal) break;
  }
  return { intercept: outcomeMean - beta.reduce((sum, value, j) => sum + value * means[j]!, 0), coefficients: beta };
}

function dualityGap(
  columns: readonly Float64Array[],
  target: Float64Array,
  residual: Float64Array,
  beta: Float64Array,
  threshold: number,
): number {
  const steepest = columns.reduce((most, column) => Math.max(most, Math.abs(dot(column, residual))), 0);
  const scale = steepest > threshold ? threshold / steepest : 1;
  const square = dot(residual, residual);
  const absolute = beta.reduce((sum, value) => sum + Math.abs(value), 0);
  return 0.5 * square * (1 + scale * scale) + threshold * absolute - scale * dot(residual, target);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
