import { solvePositiveDefinite } from "../linear/cholesky.ts";

/** A linear model whose coefficients were drawn towards zero. */
export interface PenalizedFit {
  intercept: number;
  /** One per column, on the column's own scale. */
  coefficients: Float64Array;
}

/**
 * Ridge regression: minimizes ½Σ(y − a − xβ)² + ½λΣβ², the intercept free, columns centered but not scaled (scale them first where their
 * units differ). λ > 0 makes any columns solvable; a constant column gets 0.
 * @see Hoerl and Kennard (1970), Technometrics 12, 55–67
 */
export function fitRidge(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  penalty: number,
  weights?: Float64Array,
): PenalizedFit {
  const rows = outcome.length;
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? rows;
  const mean = (values: Float64Array) => values.reduce((sum, value, i) => sum + (weights?.[i] ?? 1) * value, 0) / total;
  const means = columns.map(mean);
  const outcomeMean = mean(outcome);
  const gram = columns.map(() => new Array<number>(columns.length).fill(0));
  const right = new Array<number>(columns.length).fill(0);
  const centered = new Float64Array(rows);
  for (let a = 0; a < columns.length; a++) {
    const column = columns[a]!;
    for (let i = 0; i < rows; i++) centered[i] = (weights?.[i] ?? 1) * (column[i]! - means[a]!);
    for (let i = 0; i < rows; i++) right[a]! += centered[i]! * (outcome[i]! - outcomeMean);
    for (let b = 0; b <= a; b++) {
      const other = columns[b]!;
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += centered[i]! * (other[i]! - means[b]!);
      gram[a]![b] = sum;
      gram[b]![a] = sum;
    }
    gram[a]![a]! += penalty;
  }
  const solution = solvePositiveDefinite(gram, right) ?? right.map(() => 0);
  return {
    intercept: outcomeMean - solution.reduce((sum, beta, j) => sum + beta * means[j]!, 0),
    coefficients: Float64Array.from(solution),
  };
}

/** a + xβ for new rows. */
export function predictPenalized(fit: PenalizedFit, columns: readonly Float64Array[], rows: number): Float64Array {
  const result = new Float64Array(rows).fill(fit.intercept);
  columns.forEach((column, j) => {
    const beta = fit.coefficients[j]!;
    for (let i = 0; i < rows; i++) result[i]! += beta * column[i]!;
  });
  return result;
}
