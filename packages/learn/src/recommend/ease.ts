import { createSimdWorkspace, invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, latestDistinct } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { createRowTeam, type RowTeam } from "./row-team.ts";
import { interactionMatrix, type SparseMatrix } from "./sparse-matrix.ts";

export interface EaseParameters extends HistoryParameters {
  /** λ, added to the diagonal, in interactions; > 0. Some hundreds on data of thousands of profiles. */
  regularization: number;
}

/**
 * Item weights B that best rebuild each profile from itself without an item predicting itself, in closed form: P = (XᵀX + λI)⁻¹,
 * B_ij = −P_ij / P_jj [Steck 2019, EASE^R]. Memory 20 bytes per pair of items while it trains, 4 afterwards; n³ / 2 on two threads, the same bits on one.
 */
export function trainEase(interactions: Interactions, parameters: EaseParameters): Recommender {
  const matrix = interactionMatrix(interactions);
  const size = matrix.columnCount;
  const weights = easeWeights(matrix, parameters.regularization, 1);
  return {
    name: "ease",
    score(history, board) {
      for (const { item, weight } of latestDistinct(history, parameters)) {
        const row = item * size;
        for (let to = 0; to < size; to++) board.add(to, weight * weights[row + to]!);
      }
    },
    explain(history, wanted) {
      return latestDistinct(history, parameters)
        .map(({ item, weight }) => ({ item, contribution: weight * weights[item * size + wanted]! }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

/** `weights[from * items + to]`, zero on the diagonal, from the binary matrix; `helperCount` threads beside this one where it is large. */
export function easeWeights(matrix: SparseMatrix, regularization: number, helperCount: number): Float32Array {
  const size = matrix.columnCount;
  const gram = new Float64Array(size * size);
  for (let row = 0; row < matrix.rowCount; row++) {
    const items = matrix.column.subarray(matrix.rowStart[row]!, matrix.rowStart[row + 1]!);
    for (const i of items) for (const j of items) gram[i * size + j]! += 1;
  }
  for (let i = 0; i < size; i++) gram[i * size + i]! += regularization;
  if (!invertOnTeam(gram, size, size < worthTeam ? 0 : helperCount))
    throw new RangeError(`regularization must be above 0, not ${regularization}`);
  const weights = new Float32Array(size * size);
  const diagonal = Float64Array.from({ length: size }, (_, i) => gram[i * size + i]!);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) weights[i * size + j] = i === j ? 0 : -gram[i * size + j]! / diagonal[j]!;
  }
  return weights;
}

/** Smaller matrices are inverted before a thread has started. */
const worthTeam = 512;
const rowsPerTurn = 64;

function invertOnTeam(gram: Float64Array, size: number, helperCount: number): boolean {
  if (helperCount === 0) return invertPositiveDefinite(gram, size);
  const teams: RowTeam[] = [];
  const inverted = invertPositiveDefinite(gram, size, (rounded) =>
    createSimdWorkspace(rounded, (shared) => {
      const helpers = new Array<null>(helperCount).fill(null);
      const team = createRowTeam({ shared, kernel: "subtractProduct", rowsPerTurn, helpers });
      teams.push(team);
      return team;
    }),
  );
  for (const team of teams) team.close();
  return inverted;
}
