/** A thin QR factorization of the columns that are not sums of others. */
export interface QrFactorization {
  rows: number;
  /** Indices of the columns that were kept, in their order; R belongs to these. */
  kept: number[];
  /** Indices of the columns that are linear combinations of kept ones before them. */
  aliased: number[];
  /** Coefficients of the least-squares solution for the kept columns. */
  solve(right: Float64Array): Float64Array;
  /** (XᵀX)⁻¹ of the kept columns, `inverse[i * rank + j]`. */
  inverseCrossProduct(): Float64Array;
  /** XᵀX⁻¹-scaled squared row norms of Q: the leverages, 0..1. */
  leverages(): Float64Array;
}

/** A column whose part outside the span of those before it is smaller than this share of its length adds nothing but rounding. */
const aliasTolerance = 1e-10;

/**
 * Householder QR of a matrix given by columns (`columns[j][i]`), one column at a time in the order given; a column that the earlier ones
 * explain is set aside and named instead of blowing up the coefficients. Rows × columns² multiplications.
 * @see Golub and Van Loan (2013), Matrix Computations, 4th ed., §5.2; R's dqrdc2 sets columns aside the same way.
 */
export function factorizeQr(columns: readonly Float64Array[]): QrFactorization {
  const rows = columns[0]?.length ?? 0;
  const reflectors: Float64Array[] = [];
  const upper: Float64Array[] = [];
  const kept: number[] = [];
  const aliased: number[] = [];
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!.slice();
    const length = Math.sqrt(squaredNorm(column, 0));
    for (let k = 0; k < reflectors.length; k++) reflect(reflectors[k]!, k, column);
    const rank = reflectors.length;
    const rest = rank < rows ? Math.sqrt(squaredNorm(column, rank)) : 0;
    if (!(rest > aliasTolerance * length)) {
      aliased.push(j);
      continue;
    }
    kept.push(j);
    const head = column[rank]!;
    const diagonal = head > 0 ? -rest : rest;
    const r = column.slice(0, rank + 1);
    r[rank] = diagonal;
    upper.push(r);
    column[rank] = head - diagonal;
    const scale = Math.sqrt(2 / squaredNorm(column, rank));
    for (let i = rank; i < rows; i++) column[i]! *= scale;
    reflectors.push(column);
  }
  return {
    rows,
    kept,
    aliased,
    solve(right) {
      const work = right.slice();
      for (let k = 0; k < reflectors.length; k++) reflect(reflectors[k]!, k, work);
      return backSubstitute(upper, work);
    },
    inverseCrossProduct: () => inverseOfCrossProduct(upper),
    leverages: () => rowNorms(columns, kept, upper, rows),
  };
}

function squaredNorm(values: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

/** values ← (I − vvᵀ)·values, where v is zero before `from`. */
function reflect(v: Float64Array, from: number, values: Float64Array): void {
  let dot = 0;
  for (let i = from; i < v.length; i++) dot += v[i]! * values[i]!;
  for (let i = from; i < v.length; i++) values[i]! -= dot * v[i]!;
}

/** R·x = the head of `work`; `upper[j]` holds column j of R. */
function backSubstitute(upper: readonly Float64Array[], work: Float64Array): Float64Array {
  const x = work.slice(0, upper.length);
  for (let j = upper.length - 1; j >= 0; j--) {
    x[j]! /= upper[j]![j]!;
    for (let i = 0; i < j; i++) x[i]! -= upper[j]![i]! * x[j]!;
  }
  return x;
}

/** R⁻¹·R⁻ᵀ. */
function inverseOfCrossProduct(upper: readonly Float64Array[]): Float64Array {
  const size = upper.length;
  const inverse: Float64Array[] = [];
  for (let j = 0; j < size; j++) {
    const unit = new Float64Array(size);
    unit[j] = 1;
    inverse.push(backSubstitute(upper, unit));
  }
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < size; k++) sum += inverse[k]![i]! * inverse[k]![j]!;
      product[i * size + j] = sum;
      product[j * size + i] = sum;
    }
  }
  return product;
}

/** Squared norms of the rows of X·R⁻¹ = Q, by forward substitution on each row. */
function rowNorms(
  columns: readonly Float64Array[],
  kept: readonly number[],
  upper: readonly Float64Array[],
  rows: number,
): Float64Array {
  const norms = new Float64Array(rows);
  const q = new Float64Array(kept.length);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < kept.length; j++) {
      let value = columns[kept[j]!]![i]!;
      for (let k = 0; k < j; k++) value -= upper[j]![k]! * q[k]!;
      value /= upper[j]![j]!;
      q[j] = value;
      sum += value * value;
    }
    norms[i] = sum;
  }
  return norms;
}
