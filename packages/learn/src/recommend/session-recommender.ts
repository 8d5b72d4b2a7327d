import type { History, Recommender } from "./recommender.ts";
import type { SessionIndex, WeighedItem } from "./session-index.ts";
import type { RankedItems } from "./top-items.ts";

/** How one present session is answered by its neighbors. */
export interface NeighborScoring {
  /** Items of the present session with their part in the similarity. */
  weighed: readonly WeighedItem[];
  /** Neighboring sessions and their similarity. */
  neighbors: RankedItems;
  /** Calls `add` once per distinct item of the neighbor with what it adds to the item's score; proportional to the similarity. */
  itemScores(session: number, similarity: number, add: (item: number, value: number) => void): void;
}

/** Sums what the neighbors say; explains an item by splitting each neighbor's part over the items it shares with the present session. */
export function sessionRecommender(
  name: string,
  index: SessionIndex,
  scoring: (history: History) => NeighborScoring,
): Recommender {
  return {
    name,
    score(history, board) {
      const { neighbors, itemScores } = scoring(history);
      for (let n = 0; n < neighbors.items.length; n++) itemScores(neighbors.items[n]!, neighbors.scores[n]!, board.add);
    },
    explain(history, wanted) {
      const { weighed, neighbors, itemScores } = scoring(history);
      const total = new Map<number, number>();
      for (let n = 0; n < neighbors.items.length; n++) {
        const session = neighbors.items[n]!;
        let part = 0;
        itemScores(session, neighbors.scores[n]!, (item, value) => {
          if (item === wanted) part = value;
        });
        if (part === 0) continue;
        const items = index.item.subarray(index.rowStart[session]!, index.rowStart[session + 1]!);
        const shared = weighed.filter(({ item }) => items.includes(item));
        const sum = shared.reduce((all, { weight }) => all + weight, 0);
        for (const { item, weight } of shared) total.set(item, (total.get(item) ?? 0) + (part * weight) / sum);
      }
      return [...total]
        .map(([item, contribution]) => ({ item, contribution }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}
