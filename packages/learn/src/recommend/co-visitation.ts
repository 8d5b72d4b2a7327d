import type { Interactions } from "./interactions.ts";
import { itemCounts } from "./interactions.ts";
import {
  collectNeighbors,
  type HistoryParameters,
  type NeighborRecommender,
  neighborRecommender,
} from "./item-neighbors.ts";
import { entriesByItem, rowEndOfEntries } from "./sequential-rules.ts";

export interface CoVisitationParameters extends HistoryParameters {
  /** How many places before and after an item count as its company. */
  windowItems: number;
  /** Pairs with j are divided by (occurrences of j) to this power, in [0, 1]. */
  popularityPower: number;
  neighborsPerItem: number;
}

/** "Also viewed": i and j weigh Σ 1/distance over all histories in which they stand within the window, in either order. O(interactions · window). */
export function trainCoVisitation(interactions: Interactions, parameters: CoVisitationParameters): NeighborRecommender {
  const { windowItems, popularityPower, neighborsPerItem } = parameters;
  const { item, rowStart } = interactions;
  const rowEnd = rowEndOfEntries(interactions);
  const rowBegin = new Uint32Array(item.length);
  for (let row = 0; row + 1 < rowStart.length; row++) rowBegin.fill(rowStart[row]!, rowStart[row]!, rowStart[row + 1]!);
  const { start, entryOf } = entriesByItem(interactions);
  const discount = Float64Array.from(itemCounts(interactions), (n) => n ** -popularityPower);
  const neighbors = collectNeighbors(interactions.itemIds.length, neighborsPerItem, (from, board) => {
    for (let place = start[from]!; place < start[from + 1]!; place++) {
      const entry = entryOf[place]!;
      const end = Math.min(rowEnd[entry]!, entry + windowItems + 1);
      for (let near = Math.max(rowBegin[entry]!, entry - windowItems); near < end; near++) {
        if (near !== entry) board.add(item[near]!, discount[item[near]!]! / Math.abs(near - entry));
      }
    }
  });
  return neighborRecommender("co-visitation", neighbors, parameters);
}
