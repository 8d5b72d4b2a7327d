import type { Interactions } from "./interactions.ts";
import { itemCounts } from "./interactions.ts";
import {
  collectNeighbors,
  type HistoryParameters,
  type NeighborRecommender,
  neighborRecommender,
} from "./item-neighbors.ts";

export interface SequentialRulesParameters extends HistoryParameters {
  /** How many places after an item still count as following it. */
  steps: number;
  /** Rules to j are divided by (occurrences of j) to this power, in [0, 1]: 0 favors bestsellers, 1 surprises. */
  popularityPower: number;
  neighborsPerItem: number;
}

/**
 * "Who had this, had that next": i → j weighs Σ 1/distance over all rows in which j follows i within `steps` places
 * [Ludewig & Jannach 2018, SR], itself included (people come back to it); scored over the decayed history instead of the last item alone. O(interactions · steps).
 */
export function trainSequentialRules(
  interactions: Interactions,
  parameters: SequentialRulesParameters,
): NeighborRecommender {
  const { steps, popularityPower, neighborsPerItem } = parameters;
  const { item } = interactions;
  const rowEnd = rowEndOfEntries(interactions);
  const { start, entryOf } = entriesByItem(interactions);
  const discount = Float64Array.from(itemCounts(interactions), (n) => n ** -popularityPower);
  const neighbors = collectNeighbors(interactions.itemIds.length, neighborsPerItem, (from, board) => {
    for (let place = start[from]!; place < start[from + 1]!; place++) {
      const entry = entryOf[place]!;
      const end = Math.min(rowEnd[entry]!, entry + steps + 1);
      for (let later = entry + 1; later < end; later++) {
        const to = item[later]!;
        board.add(to, discount[to]! / (later - entry));
      }
    }
  });
  return neighborRecommender("sequential-rules", neighbors, parameters);
}

/** `rowEnd[entry]`: where the row of the entry ends. */
export function rowEndOfEntries({ rowStart, item }: Interactions): Uint32Array {
  const rowEnd = new Uint32Array(item.length);
  for (let row = 0; row + 1 < rowStart.length; row++)
    rowEnd.fill(rowStart[row + 1]!, rowStart[row]!, rowStart[row + 1]!);
  return rowEnd;
}

/** Where each item occurs: entries of item i are `entryOf[start[i]]` to `entryOf[start[i + 1] - 1]`, ascending. */
export function entriesByItem(interactions: Interactions): { start: Uint32Array; entryOf: Uint32Array } {
  const { item } = interactions;
  const start = new Uint32Array(interactions.itemIds.length + 1);
  for (const i of item) start[i + 1]!++;
  for (let i = 0; i + 1 < start.length; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const entryOf = new Uint32Array(item.length);
  for (let entry = 0; entry < item.length; entry++) entryOf[next[item[entry]!]!++] = entry;
  return { start, entryOf };
}
