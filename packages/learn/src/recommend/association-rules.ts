import { type Interactions, itemCounts } from "./interactions.ts";
import { collectNeighbors, type HistoryParameters, neighborRecommender } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";

export interface AssociationRulesParameters extends HistoryParameters {
  neighborsPerItem: number;
  /** Rules that fewer pairs bear out are left out; ≥ 1. */
  minimumSupport: number;
  /** Rules that lift their item's share less than so many times are left out; 0 keeps all. */
  minimumLift: number;
}

/**
 * "With i goes j": rules of one item on either side by confidence, pairs of the two in one row per occurrence of i [Agrawal et al. 1993; Ludewig & Jannach
 * 2018, AR], an item with itself where people come back to it. Floors on support and on lift, confidence over j's share of all. O(Σ of
 * squared row lengths).
 */
export function trainAssociationRules(interactions: Interactions, parameters: AssociationRulesParameters): Recommender {
  const { minimumSupport, minimumLift, neighborsPerItem } = parameters;
  const { item, rowStart } = interactions;
  const counts = itemCounts(interactions);
  const { start, rowOf } = rowsByItem(interactions);
  const neighbors = collectNeighbors(interactions.itemIds.length, neighborsPerItem, (from, board) => {
    for (let place = start[from]!; place < start[from + 1]!; place++) {
      const row = rowOf[place]!;
      for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) board.add(item[entry]!, 1);
    }
    for (const to of board.touched()) {
      // Every occurrence met itself once.
      const pairs = board.scoreOf(to) - (to === from ? counts[from]! : 0);
      const confidence = pairs / counts[from]!;
      const lift = (confidence * item.length) / counts[to]!;
      if (pairs >= minimumSupport && lift >= minimumLift) board.set(to, confidence);
      else board.remove(to);
    }
  });
  return neighborRecommender("association-rules", neighbors, parameters);
}

/** The row of each occurrence of item i: `rowOf[start[i]]` to `rowOf[start[i + 1] - 1]`. */
function rowsByItem({ item, rowStart, itemIds }: Interactions): { start: Uint32Array; rowOf: Uint32Array } {
  const start = new Uint32Array(itemIds.length + 1);
  for (const i of item) start[i + 1]!++;
  for (let i = 0; i + 1 < start.length; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const rowOf = new Uint32Array(item.length);
  for (let row = 0; row + 1 < rowStart.length; row++) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) rowOf[next[item[entry]!]!++] = row;
  }
  return { start, rowOf };
}
