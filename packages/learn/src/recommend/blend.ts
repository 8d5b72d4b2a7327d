import type { Cause, Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";

export interface BlendPart {
  recommender: Recommender;
  /** ≥ 0. */
  weight: number;
}

/**
 * Adds up the scores of several models, each divided by its own largest for this history, so that models of different scales can be weighed
 * against each other. A model that has nothing to say takes no part.
 */
export function createBlend(name: string, itemCount: number, parts: readonly BlendPart[]): Recommender {
  const scratch = createScoreBoard(itemCount);

  function largestScore(): number {
    let largest = 0;
    for (const item of scratch.touched()) largest = Math.max(largest, scratch.scoreOf(item));
    return largest;
  }

  return {
    name,
    score(history, board) {
      for (const { recommender, weight } of parts) {
        scratch.clear();
        recommender.score(history, scratch);
        const largest = largestScore();
        if (largest <= 0) continue;
        for (const item of scratch.touched()) board.add(item, (weight / largest) * scratch.scoreOf(item));
      }
    },
    explain(history, item) {
      const total = new Map<number, number>();
      for (const { recommender, weight } of parts) {
        scratch.clear();
        recommender.score(history, scratch);
        const largest = largestScore();
        if (largest <= 0) continue;
        for (const cause of recommender.explain(history, item)) {
          total.set(cause.item, (total.get(cause.item) ?? 0) + (weight / largest) * cause.contribution);
        }
      }
      const causes: Cause[] = [...total].map(([seen, contribution]) => ({ item: seen, contribution }));
      return causes.sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}
