/** Weights on a simplex, with proof of how far they are from the best. */
export interface SimplexSolution {
  /** ≥ 0, sum 1. */
  weights: Float64Array;
  /** ½·wᵀGw − cᵀw. */
  objective: number;
  /** Frank–Wolfe duality gap, max over the simplex of ∇f·(w − s): the objective is at most this far above its minimum. */
  gap: number;
}

/**
 * The w ≥ 0 with Σw = 1 that minimizes ½·wᵀGw − cᵀw (`gram[i * n + j]`, symmetric, positive semidefinite), exactly, by an active-set method:
 * add the weight whose gradient promises most, solve for the free weights, step back to the boundary where one turns negative.
 * Each change costs the square of the number of free weights (the Cholesky factor is grown, and rebuilt from the row where one leaves).
 * @see Lawson and Hanson (1974), Solving Least Squares Problems, ch. 23; gap: Jaggi (2013), ICML
 */
export function simplexLeastSquares(gram: Float64Array, linear: Float64Array): SimplexSolution {
  const n = linear.length;
  const weights = new Float64Array(n);
  const gradient = new Float64Array(n);
  // Σw = 1 makes G + κ·11ᵀ the same problem; it keeps the free block regular where the columns are only affinely independent.
  let trace = 0;
  for (let i = 0; i < n; i++) trace += gram[i * n + i]!;
  const shift = trace / n || 1;
  const factor = createGrowingFactor(gram, n, shift);
  let start = 0;
  for (let i = 1; i < n; i++) if (vertexValue(gram, linear, n, i) < vertexValue(gram, linear, n, start)) start = i;
  weights[start] = 1;
  factor.add(start);
  const tolerance = 1e-13 * (shift + Math.abs(linear[start]!));
  for (let round = 0; round < 10 * n + 100; round++) {
    fillGradient(gram, linear, weights, factor.free, gradient);
    const level = factor.free.reduce((sum, i) => sum + weights[i]! * gradient[i]!, 0);
    let entering = -1;
    let steepest = -tolerance;
    for (let i = 0; i < n; i++) {
      if (weights[i]! > 0) continue;
      if (gradient[i]! - level < steepest) {
        steepest = gradient[i]! - level;
        entering = i;
      }
    }
    if (entering === -1 || !factor.add(entering)) break;
    settle(factor, weights, linear);
  }
  fillGradient(gram, linear, weights, factor.free, gradient);
  let level = 0;
  let quadratic = 0;
  for (let i = 0; i < n; i++) {
    level += weights[i]! * gradient[i]!;
    quadratic += 0.5 * weights[i]! * (gradient[i]! - linear[i]!);
  }
  return {
    weights,
    objective: quadratic,
    gap: Math.max(0, level - gradient.reduce((least, g) => Math.min(least, g), Infinity)),
  };
}

/** Moves the free weights to their best values, dropping those that would turn negative on the way. */
function settle(factor: GrowingFactor, weights: Float64Array, linear: Float64Array): void {
  for (;;) {
    const { free } = factor;
    const u = factor.solve(free.map((i) => linear[i]!));
    const v = factor.solve(free.map(() => 1));
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const multiplier = (sum(u) - 1) / sum(v);
    let share = 1;
    let leaving = -1;
    for (let k = 0; k < free.length; k++) {
      const target = u[k]! - multiplier * v[k]!;
      const now = weights[free[k]!]!;
      if (target > 0) continue;
      const reach = now / (now - target);
      if (leaving === -1 || reach < share) {
        share = reach;
        leaving = k;
      }
    }
    for (let k = 0; k < free.length; k++) {
      const i = free[k]!;
      weights[i] = weights[i]! + share * (u[k]! - multiplier * v[k]! - weights[i]!);
    }
    if (leaving === -1) return;
    weights[free[leaving]!] = 0;
    factor.remove(leaving);
  }
}

function vertexValue(gram: Float64Array, linear: Float64Array, n: number, i: number): number {
  return 0.5 * gram[i * n + i]! - linear[i]!;
}

function fillGradient(
  gram: Float64Array,
  linear: Float64Array,
  weights: Float64Array,
  free: readonly number[],
  gradient: Float64Array,
): void {
  const n = linear.length;
  for (let i = 0; i < n; i++) gradient[i] = -linear[i]!;
  for (const j of free) {
    const weight = weights[j]!;
    if (weight === 0) continue;
    for (let i = 0; i < n; i++) gradient[i]! += weight * gram[j * n + i]!;
  }
}

/** A Cholesky factor of the block of `gram + shift` over the free indices. */
interface GrowingFactor {
  readonly free: number[];
  /** False where the new column is dependent on those in it; nothing changes then. */
  add(index: number): boolean;
  remove(place: number): void;
  solve(right: readonly number[]): Float64Array;
}

function createGrowingFactor(gram: Float64Array, n: number, shift: number): GrowingFactor {
  const free: number[] = [];
  const rows: Float64Array[] = [];
  /** Row `place` of the factor; null where the column depends on those before it. */
  function rowFor(place: number, floor = 1e-13): Float64Array | null {
    const index = free[place]!;
    const row = new Float64Array(place + 1);
    for (let j = 0; j <= place; j++) {
      let sum = gram[index * n + free[j]!]! + shift;
      const other = j === place ? row : rows[j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      if (j < place) row[j] = sum / other[j]!;
      else if (sum > floor * (gram[index * n + index]! + shift)) row[j] = Math.sqrt(sum);
      else return null;
    }
    return row;
  }
  return {
    free,
    add(index) {
      free.push(index);
      const row = rowFor(free.length - 1);
      if (row === null) free.pop();
      else rows.push(row);
      return row !== null;
    },
    remove(place) {
      free.splice(place, 1);
      rows.length = place;
      // Part of a positive definite block is one itself: no row can fail but by rounding, which the pivot's floor absorbs.
      for (let k = place; k < free.length; k++) rows.push(rowFor(k, 0)!);
    },
    solve(right) {
      const x = Float64Array.from(right);
      for (let i = 0; i < x.length; i++) {
        const row = rows[i]!;
        for (let k = 0; k < i; k++) x[i]! -= row[k]! * x[k]!;
        x[i]! /= row[i]!;
      }
      for (let i = x.length - 1; i >= 0; i--) {
        x[i]! /= rows[i]![i]!;
        const row = rows[i]!;
        for (let k = 0; k < i; k++) x[k]! -= row[k]! * x[i]!;
      }
      return x;
    },
  };
}
