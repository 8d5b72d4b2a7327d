import type { History, Recommender } from "./recommender.ts";
import type { ScoreBoard } from "./score-board.ts";
import { topItems } from "./top-items.ts";

/** What several models say of the same history: candidates, and `scores[part][candidate]` as a share of the part's best, 0 where it is silent. */
export interface PartScores {
  items: Uint32Array;
  scores: Float64Array[];
  /** Each part's largest score on its own scale; 0 where it has nothing to say. */
  largest: number[];
}

/** The union of each part's `perPart` best items that are not in `masked`, in the order in which the parts name them. */
export function partScores(
  parts: readonly Recommender[],
  history: History,
  perPart: number,
  masked: ArrayLike<number>,
  scratch: ScoreBoard,
): PartScores {
  const place = new Map<number, number>();
  const lists = parts.map((part) => {
    scratch.clear();
    for (let i = 0; i < masked.length; i++) scratch.remove(masked[i]!);
    part.score(history, scratch);
    const { items, scores } = topItems(scratch, perPart);
    const positive = scores.filter((score) => score > 0).length;
    for (const item of items.subarray(0, positive)) if (!place.has(item)) place.set(item, place.size);
    return { items: items.subarray(0, positive), scores, largest: positive > 0 ? scores[0]! : 0 };
  });
  return {
    items: Uint32Array.from(place.keys()),
    largest: lists.map(({ largest }) => largest),
    scores: lists.map(({ items, scores, largest }) => {
      const row = new Float64Array(place.size);
      items.forEach((item, i) => {
        row[place.get(item)!] = scores[i]! / largest;
      });
      return row;
    }),
  };
}
