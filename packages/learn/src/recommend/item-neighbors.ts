import type { Cause, History, Recommender } from "./recommender.ts";
import { createScoreBoard, type ScoreBoard } from "./score-board.ts";
import { topItems } from "./top-items.ts";

/** For every item the few items it speaks for, strongest first. What every counting model boils down to, and all that serving needs of it. */
export interface ItemNeighbors {
  /** Neighbors of item i are `rowStart[i]` to `rowStart[i + 1]`, exclusive. */
  rowStart: Uint32Array;
  neighbor: Uint32Array;
  strength: Float32Array;
}

export interface HistoryParameters {
  /** An item of the history counts `decay` times as much as the one after it; in (0, 1]. 1: order does not matter. */
  decay: number;
  /** Only so many of the latest distinct items speak. */
  lastItems: number;
}

/** Up to so many neighbors there is room for all from the start: growing would hold two copies for a moment, and memory that is not written to is not taken. */
const mostAtOnce = 2 ** 26;
const mostCopied = 2 ** 22;

/**
 * Keeps the `limit` strongest neighbors of each item. `fill(item, board)` adds up the candidates of one item.
 * Memory: 8 bytes per neighbor kept.
 */
export function collectNeighbors(
  itemCount: number,
  limit: number,
  fill: (item: number, board: ScoreBoard) => void,
): ItemNeighbors {
  const board = createScoreBoard(itemCount);
  const rowStart = new Uint32Array(itemCount + 1);
  const most = itemCount * Math.min(limit, itemCount);
  const first = most <= mostAtOnce ? most : itemCount * 8;
  let neighbor = new Uint32Array(first);
  let strength = new Float32Array(first);
  let count = 0;
  for (let item = 0; item < itemCount; item++) {
    board.clear();
    fill(item, board);
    const { items, scores } = topItems(board, limit);
    while (count + items.length > neighbor.length) {
      neighbor = grown(neighbor, Uint32Array, most);
      strength = grown(strength, Float32Array, most);
    }
    neighbor.set(items, count);
    strength.set(scores, count);
    count += items.length;
    rowStart[item + 1] = count;
  }
  // A copy only where it is small: on large data it would be the peak of memory, and what was never written takes none.
  const isTight = count > 0.7 * neighbor.length || count > mostCopied;
  return {
    rowStart,
    neighbor: isTight ? neighbor.subarray(0, count) : neighbor.slice(0, count),
    strength: isTight ? strength.subarray(0, count) : strength.slice(0, count),
  };
}

/** A model that is nothing but its table, which can be kept in a file. */
export interface NeighborRecommender extends Recommender {
  neighbors: ItemNeighbors;
  parameters: HistoryParameters;
}

/** score(j) = Σ over the history of decay^age · strength(i → j), where age counts distinct later items. */
export function neighborRecommender(
  name: string,
  neighbors: ItemNeighbors,
  { decay, lastItems }: HistoryParameters,
): NeighborRecommender {
  const { rowStart, neighbor, strength } = neighbors;
  const parameters = { decay, lastItems };
  return {
    name,
    neighbors,
    parameters,
    score(history, board) {
      for (const { item, weight } of latestDistinct(history, parameters)) {
        const end = rowStart[item + 1]!;
        for (let entry = rowStart[item]!; entry < end; entry++) board.add(neighbor[entry]!, weight * strength[entry]!);
      }
    },
    explain(history, item) {
      const causes: Cause[] = [];
      for (const { item: seen, weight } of latestDistinct(history, parameters)) {
        const row = neighbor.subarray(rowStart[seen]!, rowStart[seen + 1]!);
        const place = row.indexOf(item);
        if (place >= 0) causes.push({ item: seen, contribution: weight * strength[rowStart[seen]! + place]! });
      }
      return causes.sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

/** Latest distinct items with their weights, newest first; an item seen twice counts at its latest place. */
export function latestDistinct(
  history: History,
  { decay, lastItems }: HistoryParameters,
): { item: number; weight: number }[] {
  const found: { item: number; weight: number }[] = [];
  const seen = new Set<number>();
  let weight = 1;
  for (let i = history.items.length - 1; i >= 0 && found.length < lastItems; i--) {
    const item = history.items[i]!;
    if (seen.has(item)) continue;
    seen.add(item);
    found.push({ item, weight });
    weight *= decay;
  }
  return found;
}

function grown<T extends Uint32Array | Float32Array>(from: T, Kind: new (length: number) => T, most: number): T {
  const to = new Kind(Math.min(most, Math.max(1024, Math.ceil(from.length * 1.3))));
  to.set(from);
  return to;
}
