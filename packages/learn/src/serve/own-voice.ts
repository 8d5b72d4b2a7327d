import type { ItemNeighbors } from "../recommend/item-neighbors.ts";

/** How loudly an item speaks for itself where people may come back to it: as loudly as for its strongest neighbor; 0 where it has none. */
export function ownVoice({ rowStart, strength }: Pick<ItemNeighbors, "rowStart" | "strength">, row: number): number {
  const first = rowStart[row]!;
  return rowStart[row + 1]! > first ? strength[first]! : 0;
}
