import { cooccurrenceNeighbors } from "./cooccurrence.ts";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, type NeighborRecommender, neighborRecommender } from "./item-neighbors.ts";
import { interactionMatrix, rowSizes, transpose } from "./sparse-matrix.ts";

export interface Rp3betaParameters extends HistoryParameters {
  neighborsPerItem: number;
  /** Power of the transition probabilities, > 0. */
  alpha: number;
  /** Power with which popular items are held back; 0 is P3alpha. */
  beta: number;
}

/**
 * A walk of three steps person → item → person → item, popular ends held back: (1/d_i)^α Σ_u (1/d_u)^α / d_j^β
 * [Paudel et al. 2017, RP3β; β = 0: Cooper et al. 2014, P3α]. O(Σ over profiles of the square of their items).
 */
export function trainRp3beta(interactions: Interactions, parameters: Rp3betaParameters): NeighborRecommender {
  const { alpha, beta, neighborsPerItem } = parameters;
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const fromWeight = rowSizes(byItem).map((n) => n ** -alpha);
  const toWeight = rowSizes(byItem).map((n) => n ** -beta);
  const neighbors = cooccurrenceNeighbors({
    matrix,
    byItem,
    neighborsPerItem,
    profileWeight: rowSizes(matrix).map((n) => n ** -alpha),
    similarity: (together, from, to) => together * fromWeight[from]! * toWeight[to]!,
  });
  return neighborRecommender("rp3beta", neighbors, parameters);
}
