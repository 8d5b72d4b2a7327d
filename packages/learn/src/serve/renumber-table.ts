import { collectNeighbors } from "../recommend/item-neighbors.ts";
import type { ServedTable } from "./served-model.ts";

/**
 * A table in other numbers of the items: `numberOf(row)` of the model's item, undefined where it is gone. Items without a row have no neighbors. Linear in the entries.
 */
export function renumberTable(
  table: ServedTable,
  itemCount: number,
  numberOf: (row: number) => number | undefined,
): ServedTable {
  const rowOf = new Map<number, number>();
  for (let row = 0; row + 1 < table.rowStart.length; row++) {
    const item = numberOf(row);
    if (item !== undefined) rowOf.set(item, row);
  }
  const most = table.rowStart.reduce((found, start, row) => Math.max(found, table.rowStart[row + 1]! - start || 0), 0);
  const neighbors = collectNeighbors(itemCount, most, (item, board) => {
    const row = rowOf.get(item);
    if (row === undefined) return;
    for (let entry = table.rowStart[row]!; entry < table.rowStart[row + 1]!; entry++) {
      const other = numberOf(table.neighbor[entry]!);
      if (other !== undefined) board.add(other, table.strength[entry]!);
    }
  });
  return { ...neighbors, decay: table.decay, lastItems: table.lastItems };
}
