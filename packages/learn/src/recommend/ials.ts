import {
  createFactorKernels,
  type FactorKernels,
  type RowProblems,
  solveArguments,
} from "@attune/math/kernel/factor-kernels";
import type { Rng } from "@attune/math/rng";
import { type FoldInParameters, factorRecommender } from "./factor-recommender.ts";
import type { Interactions } from "./interactions.ts";
import type { Recommender } from "./recommender.ts";
import { createRowTeam } from "./row-team.ts";
import { interactionMatrix, type SparseMatrix, transpose } from "./sparse-matrix.ts";

/**
 * `regularization` λ: each row's is λ (its entries + α₀ · rows of the other side) [Rendle et al. 2022, eq. 12 with ν = 1]. `unobservedWeight` α₀:
 * what an absent pair weighs next to 1 for a present one.
 */
export interface IalsParameters extends FoldInParameters {
  /** Passes over both sides. */
  iterations: number;
  /** Conjugate gradient steps per row and pass. */
  steps: number;
}

const rowsPerTurn = 512;
/** Place of a thread's own room among the arguments of `solveRows`. */
const scratchPlace = 9;

/**
 * Factors of people and items that rebuild who had what, absent pairs counting a little [Hu et al. 2008], by conjugate gradient
 * [Takács et al. 2011] on SIMD kernels, `helperCount` threads beside this one. A person is folded in at the request from the latest items by an exact
 * solve, so nobody waits for a training. Per pass 4 d (steps + 1) operations per entry and 2 d² (steps + 1) per row; memory 4 d bytes
 * per row and 8 per entry. The same seed gives the same bits for any number of helpers.
 */
export function trainIals(
  interactions: Interactions,
  parameters: IalsParameters,
  rng: Rng,
  helperCount: number,
): Recommender {
  const { dimensions: d, iterations, regularization, unobservedWeight, steps } = parameters;
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const kernels = createFactorKernels(bytesOf(matrix, d, helperCount), d);
  const people = randomFactors(kernels, matrix.rowCount, d, rng);
  const items = randomFactors(kernels, matrix.columnCount, d, rng);
  const gram = kernels.floats(d * d);
  const scratch = kernels.floats(3 * d);
  const helperScratch = Array.from({ length: helperCount }, () => kernels.floats(3 * d));
  const side = (of: SparseMatrix, mine: Float32Array, other: Float32Array): RowProblems => ({
    dimensions: d,
    steps,
    rowStart: copied(kernels, of.rowStart),
    column: copied(kernels, of.column),
    mine,
    other,
    gram,
    scratch,
    regularization,
    absent: unobservedWeight * of.columnCount,
  });
  const sides = [side(matrix, people, items), side(byItem, items, people)];
  const team =
    kernels.shared === null || helperCount === 0
      ? null
      : createRowTeam({
          shared: kernels.shared,
          kernel: "solveRows",
          rowsPerTurn,
          helpers: helperScratch.map(({ byteOffset }) => ({ place: scratchPlace, value: byteOffset })),
        });
  for (let pass = 0; pass < iterations; pass++) {
    for (const problems of sides) {
      kernels.gramOfRows(problems.other, d, gram, unobservedWeight);
      const rows = problems.rowStart.length - 1;
      if (team === null) kernels.solveRows(problems, 0, rows);
      else team.run(solveArguments(problems, 0, rows), rows, (from, to) => kernels.solveRows(problems, from, to));
    }
  }
  team?.close();
  return factorRecommender("ials", kernels, items, byItem, parameters);
}

function bytesOf({ rowCount, columnCount, column }: SparseMatrix, d: number, helperCount: number): number {
  const factors = (rowCount + columnCount + d) * d;
  const entries = 2 * column.length + rowCount + columnCount + 2;
  const serving = 2 * columnCount + d;
  return 4 * (factors + entries + serving + d * d + 3 * d * (1 + helperCount)) + 1024;
}

function copied(kernels: FactorKernels, from: Uint32Array): Uint32Array {
  const to = kernels.integers(from.length);
  to.set(from);
  return to;
}

/** Normal entries with standard deviation 0.1 / √d [Rendle et al. 2022]. */
export function randomFactors(kernels: FactorKernels, rows: number, d: number, rng: Rng): Float32Array {
  const factors = kernels.floats(rows * d);
  const scale = 0.1 / Math.sqrt(d);
  for (let i = 0; i < factors.length; i++) factors[i] = scale * rng.normal();
  return factors;
}
