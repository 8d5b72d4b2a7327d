import { solvePositiveDefinite } from "@attune/math/linear/cholesky";
import type { Rng } from "@attune/math/rng";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, latestDistinct } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { interactionMatrix, rowSizes, type SparseMatrix, transpose } from "./sparse-matrix.ts";

export interface IalsParameters extends HistoryParameters {
  /** Dimensions of the factors. */
  dimensions: number;
  /** Passes over both sides. */
  iterations: number;
  /** λ; each row's is λ (its entries + α₀ · rows of the other side) [Rendle et al. 2022, eq. 12 with ν = 1]. */
  regularization: number;
  /** α₀, what an absent pair weighs next to 1 for a present one. */
  unobservedWeight: number;
  /** Conjugate gradient steps per row and pass. */
  steps: number;
}

/**
 * Factors of people and items that rebuild who had what, absent pairs counting a little [Hu et al. 2008], by conjugate gradient
 * [Takács et al. 2011]. A person is folded in at the request from the latest items by an exact solve, so nobody waits for a training. Per pass
 * 2 · entries · d · 2 (steps + 1) + rows · d² · steps.
 */
export function trainIals(interactions: Interactions, parameters: IalsParameters, rng: Rng): Recommender {
  const { dimensions, iterations } = parameters;
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const people = randomFactors(matrix.rowCount, dimensions, rng);
  const items = randomFactors(matrix.columnCount, dimensions, rng);
  for (let pass = 0; pass < iterations; pass++) {
    solveSide(matrix, people, items, parameters);
    solveSide(byItem, items, people, parameters);
  }
  return factorRecommender(items, byItem, parameters);
}

/** One half of a pass: every row's factors are improved, the other side held fixed. Rows do not depend on each other. */
export function solveSide(
  matrix: SparseMatrix,
  mine: Float32Array,
  other: Float32Array,
  parameters: IalsParameters,
): void {
  const { dimensions: d, regularization, unobservedWeight, steps } = parameters;
  const system: RowSystem = {
    d,
    gram: gramOf(other, d).map((value) => unobservedWeight * value),
    other,
    column: matrix.column,
    from: 0,
    to: 0,
    lambda: 0,
  };
  const x = new Float64Array(d);
  const residual = new Float64Array(d);
  const direction = new Float64Array(d);
  const image = new Float64Array(d);
  for (let row = 0; row < matrix.rowCount; row++) {
    system.from = matrix.rowStart[row]!;
    system.to = matrix.rowStart[row + 1]!;
    system.lambda = regularization * (system.to - system.from + unobservedWeight * matrix.columnCount);
    for (let k = 0; k < d; k++) x[k] = mine[row * d + k]!;
    applySystem(system, x, residual, 1);
    direction.set(residual);
    let norm = dotProduct(residual, residual);
    for (let step = 0; step < steps && norm > 1e-20; step++) {
      applySystem(system, direction, image, 0);
      const length = norm / dotProduct(direction, image);
      for (let k = 0; k < d; k++) {
        x[k]! += length * direction[k]!;
        residual[k]! -= length * image[k]!;
      }
      const next = dotProduct(residual, residual);
      for (let k = 0; k < d; k++) direction[k] = residual[k]! + (next / norm) * direction[k]!;
      norm = next;
    }
    for (let k = 0; k < d; k++) mine[row * d + k] = x[k]!;
  }
}

/** A = gram + Σ y yᵀ + λ I and b = Σ y of one row, y the factors of the other side's entries `from` to `to`. */
interface RowSystem {
  d: number;
  gram: Float64Array;
  other: Float32Array;
  column: Uint32Array;
  from: number;
  to: number;
  lambda: number;
}

/** out = A v; with `right` 1, b − A v. The two sums of each entry run four wide: without that they wait for each other. */
function applySystem(
  { d, gram, other, column, from, to, lambda }: RowSystem,
  v: Float64Array,
  out: Float64Array,
  right: 0 | 1,
): void {
  const sign = right === 1 ? -1 : 1;
  const wide = d - (d % 4);
  for (let i = 0; i < d; i++) {
    const row = i * d;
    let sum = lambda * v[i]!;
    for (let k = 0; k < d; k++) sum += gram[row + k]! * v[k]!;
    out[i] = sign * sum;
  }
  for (let entry = from; entry < to; entry++) {
    const at = column[entry]! * d;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < wide; k += 4) {
      s0 += other[at + k]! * v[k]!;
      s1 += other[at + k + 1]! * v[k + 1]!;
      s2 += other[at + k + 2]! * v[k + 2]!;
      s3 += other[at + k + 3]! * v[k + 3]!;
    }
    for (let k = wide; k < d; k++) s0 += other[at + k]! * v[k]!;
    const factor = right + sign * (s0 + s1 + (s2 + s3));
    for (let k = 0; k < wide; k += 4) {
      out[k]! += factor * other[at + k]!;
      out[k + 1]! += factor * other[at + k + 1]!;
      out[k + 2]! += factor * other[at + k + 2]!;
      out[k + 3]! += factor * other[at + k + 3]!;
    }
    for (let k = wide; k < d; k++) out[k]! += factor * other[at + k]!;
  }
}

/** Σ y yᵀ over all rows, `gram[i * d + j]`. */
export function gramOf(factors: Float32Array, d: number): Float64Array {
  const gram = new Float64Array(d * d);
  for (let at = 0; at < factors.length; at += d) {
    for (let i = 0; i < d; i++) {
      const value = factors[at + i]!;
      for (let j = 0; j <= i; j++) gram[i * d + j]! += value * factors[at + j]!;
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) gram[j * d + i] = gram[i * d + j]!;
  return gram;
}

/** Scores by the dot product of the folded-in person with every item that occurs; an item's causes are each seen item's part of the fold-in. */
function factorRecommender(items: Float32Array, byItem: SparseMatrix, parameters: IalsParameters): Recommender {
  const { dimensions: d, regularization, unobservedWeight } = parameters;
  const itemCount = byItem.rowCount;
  const gram = gramOf(items, d);
  const sizes = rowSizes(byItem);

  function system(seen: readonly { item: number; weight: number }[]): number[][] {
    const lambda = regularization * (seen.length + unobservedWeight * itemCount);
    const a = Array.from({ length: d }, (_, i) => {
      const row = new Array<number>(d);
      for (let j = 0; j < d; j++) row[j] = unobservedWeight * gram[i * d + j]! + (i === j ? lambda : 0);
      return row;
    });
    for (const { item, weight } of seen) {
      for (let i = 0; i < d; i++) {
        const value = weight * items[item * d + i]!;
        for (let j = 0; j < d; j++) a[i]![j]! += value * items[item * d + j]!;
      }
    }
    return a;
  }

  return {
    name: "ials",
    score(history, board) {
      const seen = latestDistinct(history, parameters);
      if (seen.length === 0) return;
      const right = new Array<number>(d).fill(0);
      for (const { item, weight } of seen) for (let k = 0; k < d; k++) right[k]! += weight * items[item * d + k]!;
      const person = solvePositiveDefinite(system(seen), right);
      if (person === null) return;
      const x = Float64Array.from(person);
      for (let item = 0; item < itemCount; item++) {
        if (sizes[item] === 0) continue;
        const at = item * d;
        let dot = 0;
        for (let k = 0; k < d; k++) dot += x[k]! * items[at + k]!;
        board.add(item, dot);
      }
    },
    explain(history, wanted) {
      const seen = latestDistinct(history, parameters);
      if (seen.length === 0) return [];
      // ŷ = tᵀ A⁻¹ Σ w y = Σ w (A⁻¹ t)·y: A is symmetric, so one solve splits the score [Hu et al. 2008, §5].
      const target = Array.from(items.subarray(wanted * d, wanted * d + d));
      const dual = solvePositiveDefinite(system(seen), target);
      if (dual === null) return [];
      return seen
        .map(({ item, weight }) => {
          let dot = 0;
          for (let k = 0; k < d; k++) dot += dual[k]! * items[item * d + k]!;
          return { item, contribution: weight * dot };
        })
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

/** Normal entries with standard deviation 0.1 / √d [Rendle et al. 2022]. */
function randomFactors(rows: number, d: number, rng: Rng): Float32Array {
  const scale = 0.1 / Math.sqrt(d);
  return Float32Array.from({ length: rows * d }, () => scale * rng.normal());
}

function dotProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
