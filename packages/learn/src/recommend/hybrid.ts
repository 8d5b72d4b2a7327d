import { createBlend } from "./blend.ts";
import type { Interactions } from "./interactions.ts";
import { trainItemKnn } from "./item-knn.ts";
import type { HistoryParameters } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { trainRp3beta } from "./rp3beta.ts";
import { trainSequentialRules } from "./sequential-rules.ts";

/** How much each part says, ≥ 0. */
export interface HybridParameters extends HistoryParameters {
  /** Sequential rules: what came next. */
  sequence: number;
  /** Item-knn: what the same people have. */
  similarity: number;
  /** RP3β: as item-knn, further into the long tail. */
  walk: number;
}

/**
 * Order, taste and long tail in one list: three counting models on one history, each divided by its best score. On Amazon Beauty better than the
 * published transformers at a thousandth of their cost (docs/methods/recommend.md).
 */
export function trainHybrid(
  interactions: Interactions,
  { decay, lastItems, sequence, similarity, walk }: HybridParameters,
): Recommender {
  const history = { decay, lastItems, neighborsPerItem: 300 };
  const parts = [
    {
      weight: sequence,
      train: () => trainSequentialRules(interactions, { ...history, steps: 10, popularityPower: 0.4 }),
    },
    { weight: similarity, train: () => trainItemKnn(interactions, { ...history, shrink: 10 }) },
    { weight: walk, train: () => trainRp3beta(interactions, { ...history, alpha: 0.8, beta: 0.4 }) },
  ];
  return createBlend(
    "hybrid",
    interactions.itemIds.length,
    parts.filter(({ weight }) => weight > 0).map(({ weight, train }) => ({ weight, recommender: train() })),
  );
}
