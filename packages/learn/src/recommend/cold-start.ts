import type { Cause, History, Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";

export interface ColdStartParameters {
  /** How often each item occurs. */
  counts: ArrayLike<number>;
  /** An item that occurred so often is believed half by what it is, half by what people did with it; > 0. */
  priorCount: number;
}

/**
 * What people did speaks for known items, what items are for new ones: share p / (p + n) of an item's score comes from the content model, the rest
 * from the behavioral one, each as a share of its own best. A new item competes from its first minute, and its attributes are forgotten as
 * people show what it is.
 */
export function withColdStart(
  behavior: Recommender,
  content: Recommender,
  { counts, priorCount }: ColdStartParameters,
): Recommender {
  const scratch = createScoreBoard(counts.length);
  const shareOf = (item: number) => priorCount / (priorCount + counts[item]!);
  const parts = [
    { recommender: behavior, weightOf: (item: number) => 1 - shareOf(item) },
    { recommender: content, weightOf: shareOf },
  ];

  /** The part's scores are on the scratch board afterwards. */
  function largestOf(recommender: Recommender, history: History): number {
    scratch.clear();
    recommender.score(history, scratch);
    return scratch.touched().reduce((most, item) => Math.max(most, scratch.scoreOf(item)), 0);
  }

  return {
    name: behavior.name,
    score(history, board) {
      for (const { recommender, weightOf } of parts) {
        const largest = largestOf(recommender, history);
        if (largest <= 0) continue;
        for (const item of scratch.touched()) board.add(item, (weightOf(item) * scratch.scoreOf(item)) / largest);
      }
    },
    explain(history, item) {
      const total = new Map<number, number>();
      for (const { recommender, weightOf } of parts) {
        const largest = largestOf(recommender, history);
        if (largest <= 0) continue;
        for (const cause of recommender.explain(history, item)) {
          const part = (weightOf(item) * cause.contribution) / largest;
          total.set(cause.item, (total.get(cause.item) ?? 0) + part);
        }
      }
      return [...total]
        .map(([seen, contribution]): Cause => ({ item: seen, contribution }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}
