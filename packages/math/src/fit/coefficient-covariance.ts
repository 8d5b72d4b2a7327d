import type { LeastSquaresFit } from "./least-squares.ts";

/**
 * Which errors are assumed: `classical` equal variances; `hc0` to `hc3` any variances (White; n/(n−k); 1/(1−h); 1/(1−h)²).
 */
export type CovarianceKind = "classical" | "hc0" | "hc1" | "hc2" | "hc3";

/**
 * Covariance of the kept coefficients (`[i * rank + j]`), for a fit without weights.
 * @see MacKinnon and White (1985), J. Econometrics 29, 305–325; docs/methods/regression.md
 */
export function coefficientCovariance(
  fit: LeastSquaresFit,
  columns: readonly Float64Array[],
  kind: CovarianceKind,
): Float64Array {
  const bread = fit.inverseCrossProduct;
  if (kind === "classical") return bread.map((value) => (value * fit.residualSumSquares) / fit.degreesOfFreedom);
  const rows = fit.residuals.length;
  const leverages = kind === "hc2" || kind === "hc3" ? fit.leverages() : null;
  const factor = kind === "hc1" ? rows / fit.degreesOfFreedom : 1;
  const squares = fit.residuals.map((residual, i) => {
    const rest = leverages === null ? 1 : 1 - leverages[i]!;
    return (factor * residual * residual) / (kind === "hc3" ? rest * rest : rest);
  });
  const kept = fit.kept.map((j) => columns[j]!);
  const size = kept.length;
  const meat = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += squares[i]! * kept[a]![i]! * kept[b]![i]!;
      meat[a * size + b] = sum;
      meat[b * size + a] = sum;
    }
  }
  return sandwich(bread, meat, size);
}

/**
 * Covariance where rows of one cluster may depend on each other (`clusters[i]` = 0..count−1), with the small-sample factor
 * G/(G−1)·(n−1)/(n−k). With fewer than about 40 clusters the intervals are too short.
 * @see Cameron and Miller (2015), J. Human Resources 50, 317–372, eq. 11–12
 */
export function clusteredCovariance(
  fit: LeastSquaresFit,
  columns: readonly Float64Array[],
  clusters: Int32Array,
  clusterCount: number,
): Float64Array {
  const kept = fit.kept.map((j) => columns[j]!);
  const size = kept.length;
  const rows = fit.residuals.length;
  const scores = new Float64Array(clusterCount * size);
  for (let i = 0; i < rows; i++) {
    const at = clusters[i]! * size;
    for (let a = 0; a < size; a++) scores[at + a]! += fit.residuals[i]! * kept[a]![i]!;
  }
  const meat = new Float64Array(size * size);
  const factor = ((clusterCount / (clusterCount - 1)) * (rows - 1)) / fit.degreesOfFreedom;
  for (let g = 0; g < clusterCount; g++) {
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) meat[a * size + b]! += factor * scores[g * size + a]! * scores[g * size + b]!;
    }
  }
  return sandwich(fit.inverseCrossProduct, meat, size);
}

/** Standard error of the coefficient of `column`; undefined where it was aliased. */
export function standardErrorOf(fit: LeastSquaresFit, covariance: Float64Array, column: number): number | undefined {
  const at = fit.kept.indexOf(column);
  return at === -1 ? undefined : Math.sqrt(covariance[at * fit.kept.length + at]!);
}

/** B·M·B for symmetric B and M. */
export function sandwich(bread: Float64Array, meat: Float64Array, size: number): Float64Array {
  return multiplySquare(multiplySquare(bread, meat, size), bread, size);
}

function multiplySquare(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const value = left[i * size + k]!;
      for (let j = 0; j < size; j++) product[i * size + j]! += value * right[k * size + j]!;
    }
  }
  return product;
}
