import type { Interactions } from "./interactions.ts";
import { collectNeighbors, type HistoryParameters, neighborRecommender } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { interactionMatrix, rowSizes, transpose } from "./sparse-matrix.ts";

export interface CrossOccurrenceParameters extends HistoryParameters {
  neighborsPerItem: number;
  /** Pairs with a smaller log-likelihood ratio are taken for chance; 10.83 is the 0.999 quantile of chi-square with one degree of freedom. */
  minimumRatio: number;
}

/**
 * "Who viewed this, bought that": an item of the `indicator` events speaks for an item of the `target` events by the root of their log-likelihood
 * ratio over people [Dunning 1993; Dunning & Friedman 2014, cross-occurrence]. Both share ids (`createIds`). Histories are of the
 * indicator. O(Σ over people of indicator items × target items).
 */
export function trainCrossOccurrence(
  indicator: Interactions,
  target: Interactions,
  parameters: CrossOccurrenceParameters,
): Recommender {
  const views = transpose(interactionMatrix(indicator));
  const purchases = interactionMatrix(target);
  const viewers = rowSizes(views);
  const buyers = rowSizes(transpose(purchases));
  const people = Math.max(indicator.profileIds.length, target.profileIds.length);
  const neighbors = collectNeighbors(indicator.itemIds.length, parameters.neighborsPerItem, (from, board) => {
    for (let entry = views.rowStart[from]!; entry < views.rowStart[from + 1]!; entry++) {
      const person = views.column[entry]!;
      for (let bought = purchases.rowStart[person]!; bought < purchases.rowStart[person + 1]!; bought++)
        board.add(purchases.column[bought]!, 1);
    }
    for (const to of board.touched()) {
      const both = board.scoreOf(to);
      const expected = (viewers[from]! * buyers[to]!) / people;
      const ratio = both > expected ? logLikelihoodRatio(both, viewers[from]! - both, buyers[to]! - both, people) : 0;
      if (ratio >= parameters.minimumRatio) board.set(to, Math.sqrt(ratio));
      else board.remove(to);
    }
  });
  return neighborRecommender("cross-occurrence", neighbors, parameters);
}

/** G² of the 2 × 2 table: `both`, only the first, only the second, of `total` people. ≥ 0. */
export function logLikelihoodRatio(both: number, onlyFirst: number, onlySecond: number, total: number): number {
  const neither = total - both - onlyFirst - onlySecond;
  const part = (n: number) => (n > 0 ? n * Math.log(n) : 0);
  const cells = part(both) + part(onlyFirst) + part(onlySecond) + part(neither);
  const rows = part(both + onlyFirst) + part(onlySecond + neither);
  const columns = part(both + onlySecond) + part(onlyFirst + neither);
  return Math.max(0, 2 * (cells - rows - columns + part(total)));
}
