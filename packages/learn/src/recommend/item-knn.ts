import { cooccurrenceNeighbors } from "./cooccurrence.ts";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, type NeighborRecommender, neighborRecommender } from "./item-neighbors.ts";
import { interactionMatrix, rowSizes, transpose } from "./sparse-matrix.ts";

export interface ItemKnnParameters extends HistoryParameters {
  neighborsPerItem: number;
  /** Added to the denominator: pairs seen a few times only are believed less. ≥ 0. */
  shrink: number;
}

/**
 * Items that the same people have: cosine of the binary columns, n_ij / (√n_i √n_j + shrink) [Deshpande & Karypis 2004].
 * O(Σ over profiles of the square of their items).
 */
export function trainItemKnn(interactions: Interactions, parameters: ItemKnnParameters): NeighborRecommender {
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const norm = rowSizes(byItem).map(Math.sqrt);
  const neighbors = cooccurrenceNeighbors({
    matrix,
    byItem,
    neighborsPerItem: parameters.neighborsPerItem,
    profileWeight: new Float64Array(matrix.rowCount).fill(1),
    similarity: (together, from, to) => together / (norm[from]! * norm[to]! + parameters.shrink),
  });
  return neighborRecommender("item-knn", neighbors, parameters);
}
