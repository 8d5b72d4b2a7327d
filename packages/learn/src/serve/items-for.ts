import type { Interactions } from "../recommend/interactions.ts";
import type { History, Recommender } from "../recommend/recommender.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";

export interface ListedItem {
  itemId: string;
  /** The model's own scale. */
  score: number;
  /** The item of the history that speaks loudest for it; null where the history had no part in it. */
  because: string | null;
}

/**
 * The best items for one profile of the interactions that a model was trained on, now: a moment after the last of all interactions. Undefined: somebody without a history.
 */
export function itemsFor(
  { item, at, rowStart, itemIds }: Interactions,
  model: Recommender,
  { limit, excludeSeen }: { limit: number; excludeSeen: boolean },
): (profile: number | undefined) => ListedItem[] {
  const board = createScoreBoard(itemIds.length);
  const nowAt = at.reduce((last, each) => Math.max(last, each), 0) + 1;
  return (profile) => {
    const [from, to] = profile === undefined ? [0, 0] : [rowStart[profile]!, rowStart[profile + 1]!];
    const history: History = { items: item.subarray(from, to), at: at.subarray(from, to), nowAt };
    board.clear();
    if (excludeSeen) for (const seen of history.items) board.remove(seen);
    model.score(history, board);
    const { items } = topItems(board, limit);
    return Array.from(items, (index) => {
      const cause = model.explain(history, index)[0];
      return {
        itemId: itemIds[index]!,
        score: board.scoreOf(index),
        because: cause === undefined ? null : itemIds[cause.item]!,
      };
    });
  };
}
