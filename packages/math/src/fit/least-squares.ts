import { factorizeQr } from "../linear/qr.ts";

/** What is to be explained by what: `columns[j][i]`, a constant among them where one is wanted. */
export interface RegressionData {
  columns: readonly Float64Array[];
  outcome: Float64Array;
  /** Weights ≥ 0 of the rows, for weighted least squares. */
  weights?: Float64Array;
}

/** A least-squares fit. Matrices are over the kept columns, row by row. */
export interface LeastSquaresFit {
  /** One per column; 0 for an aliased one, which `aliased` names. */
  coefficients: Float64Array;
  kept: number[];
  /** Columns that are sums of earlier ones (or constant zero): they carry no coefficient of their own. */
  aliased: number[];
  fitted: Float64Array;
  residuals: Float64Array;
  /** Rows minus kept columns. */
  degreesOfFreedom: number;
  residualSumSquares: number;
  /** (XᵀWX)⁻¹. */
  inverseCrossProduct: Float64Array;
  /** Diagonal of the hat matrix. */
  leverages(): Float64Array;
}

/**
 * Ordinary or weighted least squares by Householder QR. Collinear columns are set aside, not inverted.
 * Zero degrees of freedom are possible: then residuals are 0 and the caller must not divide by them.
 * @see docs/methods/regression.md
 */
export function leastSquares({ columns, outcome, weights }: RegressionData): LeastSquaresFit {
  const roots = weights?.map(Math.sqrt);
  const scaled = roots === undefined ? columns : columns.map((column) => column.map((x, i) => x * roots[i]!));
  const qr = factorizeQr(scaled);
  const solution = qr.solve(roots === undefined ? outcome : outcome.map((y, i) => y * roots[i]!));
  const coefficients = new Float64Array(columns.length);
  qr.kept.forEach((column, j) => {
    coefficients[column] = solution[j]!;
  });
  const fitted = linearPredictor(columns, coefficients, outcome.length);
  const residuals = outcome.map((y, i) => y - fitted[i]!);
  let residualSumSquares = 0;
  for (let i = 0; i < residuals.length; i++) residualSumSquares += (weights?.[i] ?? 1) * residuals[i]! * residuals[i]!;
  return {
    coefficients,
    kept: qr.kept,
    aliased: qr.aliased,
    fitted,
    residuals,
    degreesOfFreedom: outcome.length - qr.kept.length,
    residualSumSquares,
    inverseCrossProduct: qr.inverseCrossProduct(),
    leverages: qr.leverages,
  };
}

/** Σ_j coefficients[j]·columns[j], row by row. */
export function linearPredictor(
  columns: readonly Float64Array[],
  coefficients: Float64Array,
  rows: number,
): Float64Array {
  const result = new Float64Array(rows);
  for (let j = 0; j < columns.length; j++) {
    const beta = coefficients[j]!;
    if (beta === 0) continue;
    const column = columns[j]!;
    for (let i = 0; i < rows; i++) result[i]! += beta * column[i]!;
  }
  return result;
}

/** A column of ones. */
export function constantColumn(rows: number): Float64Array {
  return new Float64Array(rows).fill(1);
}
