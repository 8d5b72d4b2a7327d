import type { Interactions } from "./interactions.ts";

/** Compressed sparse rows of ones: entries of row r are `rowStart[r]` to `rowStart[r + 1]`, exclusive. */
export interface SparseMatrix {
  rowCount: number;
  columnCount: number;
  rowStart: Uint32Array;
  column: Uint32Array;
}

/** Profiles × items, an entry once per pair however often it happened. */
export function interactionMatrix(interactions: Interactions): SparseMatrix {
  const { rowStart, item } = interactions;
  const rowCount = rowStart.length - 1;
  const columnCount = interactions.itemIds.length;
  const starts = new Uint32Array(rowCount + 1);
  const column = new Uint32Array(item.length);
  /** The last row, plus one, in which the item stood. */
  const latestRow = new Uint32Array(columnCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      if (latestRow[item[entry]!] === row + 1) continue;
      latestRow[item[entry]!] = row + 1;
      column[count++] = item[entry]!;
    }
    starts[row + 1] = count;
  }
  return { rowCount, columnCount, rowStart: starts, column: trimmed(column, count) };
}

/** Without a copy where little is left over: on large data the copy would be the peak of memory. */
function trimmed(array: Uint32Array, count: number): Uint32Array {
  return count < 0.5 * array.length ? array.slice(0, count) : array.subarray(0, count);
}

/** Rows become columns; within a row of the result the columns ascend. */
export function transpose({ rowCount, columnCount, rowStart, column }: SparseMatrix): SparseMatrix {
  const starts = new Uint32Array(columnCount + 1);
  for (const c of column) starts[c + 1]!++;
  for (let c = 0; c < columnCount; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const rows = new Uint32Array(column.length);
  for (let row = 0; row < rowCount; row++) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) rows[next[column[entry]!]!++] = row;
  }
  return { rowCount: columnCount, columnCount: rowCount, rowStart: starts, column: rows };
}

/** Entries per row. */
export function rowSizes(matrix: SparseMatrix): Float64Array {
  const sizes = new Float64Array(matrix.rowCount);
  for (let row = 0; row < matrix.rowCount; row++) sizes[row] = matrix.rowStart[row + 1]! - matrix.rowStart[row]!;
  return sizes;
}
