import { createFactorKernels } from "@attune/math/kernel/factor-kernels";
import { solvePositiveDefinite } from "@attune/math/linear/cholesky";
import type { Rng } from "@attune/math/rng";
import { type FoldInParameters, factorRecommender } from "./factor-recommender.ts";
import { randomFactors } from "./ials.ts";
import type { Interactions } from "./interactions.ts";
import type { Recommender } from "./recommender.ts";
import { interactionMatrix, type SparseMatrix, transpose } from "./sparse-matrix.ts";

export interface IalsBlocksParameters extends FoldInParameters {
  iterations: number;
  /** Dimensions that are solved for together; `dimensions` of them is the exact solve of ALS. */
  blockSize: number;
}

/** One side's problems: row r minimizes Σ over its entries (x·y − 1)² + α₀ Σ over all y (x·y)² + λ_r |x|². */
export interface BlockProblems {
  of: SparseMatrix;
  dimensions: number;
  blockSize: number;
  /** `mine[row * dimensions + k]`, changed in place. */
  mine: Float32Array;
  other: Float32Array;
  /** α₀ YᵀY. */
  gram: Float32Array;
  regularization: number;
  /** α₀ · rows of the other side. */
  absent: number;
}

/**
 * The factors of `trainIals` by exact Newton steps on blocks of dimensions, one after another [Rendle et al. 2021, iALS++]: 2 d + d · block operations
 * per entry and pass, d · block² / 3 per row. Where rows are long it needs fewer passes than conjugate gradient; where they are short, more time.
 */
export function trainIalsBlocks(interactions: Interactions, parameters: IalsBlocksParameters, rng: Rng): Recommender {
  const { dimensions: d, iterations, regularization, unobservedWeight, blockSize } = parameters;
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const floats = (matrix.rowCount + 2 * matrix.columnCount + 3 * d + 4) * d + 2 * matrix.columnCount;
  const kernels = createFactorKernels(4 * floats + 1024, d);
  const people = randomFactors(kernels, matrix.rowCount, d, rng);
  const items = randomFactors(kernels, matrix.columnCount, d, rng);
  const gram = kernels.floats(d * d);
  const side = (of: SparseMatrix, mine: Float32Array, other: Float32Array): BlockProblems => ({
    of,
    dimensions: d,
    blockSize,
    mine,
    other,
    gram,
    regularization,
    absent: unobservedWeight * of.columnCount,
  });
  const sides = [side(matrix, people, items), side(byItem, items, people)];
  for (let pass = 0; pass < iterations; pass++) {
    for (const problems of sides) {
      kernels.gramOfRows(problems.other, d, gram, unobservedWeight);
      solveBlocks(problems);
    }
  }
  return factorRecommender("ials-blocks", kernels, items, byItem, parameters);
}

/** One pass over all rows and, within each, over all blocks: x_π += A_ππ⁻¹ (b − A x)_π. */
export function solveBlocks(problems: BlockProblems): void {
  const { of, dimensions: d, blockSize, mine, other, gram, regularization, absent } = problems;
  for (let row = 0; row < of.rowCount; row++) {
    const columns = of.column.subarray(of.rowStart[row]!, of.rowStart[row + 1]!);
    const x = mine.subarray(row * d, row * d + d);
    const lambda = regularization * (columns.length + absent);
    const predicted = Float64Array.from(columns, (column) => dot(x, other, column * d, d));
    for (let from = 0; from < d; from += blockSize) {
      const size = Math.min(blockSize, d - from);
      const step = solvePositiveDefinite(blockOf(problems, columns, from, size, lambda), slopeOf(from, size));
      if (step === null) continue;
      for (let k = 0; k < size; k++) x[from + k]! += step[k]!;
      columns.forEach((column, entry) => {
        for (let k = 0; k < size; k++) predicted[entry]! += step[k]! * other[column * d + from + k]!;
      });
    }

    /** (b − A x) at the block's places. */
    function slopeOf(from: number, size: number): number[] {
      const slope = Array.from({ length: size }, (_, k) => -lambda * x[from + k]! - dot(x, gram, (from + k) * d, d));
      columns.forEach((column, entry) => {
        for (let k = 0; k < size; k++) slope[k]! += (1 - predicted[entry]!) * other[column * d + from + k]!;
      });
      return slope;
    }
  }
}

function blockOf(
  { dimensions: d, gram, other }: BlockProblems,
  columns: Uint32Array,
  from: number,
  size: number,
  lambda: number,
): number[][] {
  const block = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => gram[(from + i) * d + from + j]! + (i === j ? lambda : 0)),
  );
  for (const column of columns) {
    const at = column * d + from;
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) block[i]![j]! += other[at + i]! * other[at + j]!;
  }
  return block;
}

function dot(x: Float32Array, rows: Float32Array, at: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += x[k]! * rows[at + k]!;
  return sum;
}
