import type { Interactions } from "./interactions.ts";

/** Compressed sparse rows: entries of row r are `rowStart[r]` to `rowStart[r + 1]`, exclusive. */
export interface SparseMatrix {
  rowCount: number;
  columnCount: number;
  rowStart: Uint32Array;
  column: Uint32Array;
  value: Float32Array;
}

/** Profiles × items, an entry once per pair however often it happened; its value is the sum of the weights. */
export function interactionMatrix(interactions: Interactions): SparseMatrix {
  const { rowStart, item, weight } = interactions;
  const rowCount = rowStart.length - 1;
  const columnCount = interactions.itemIds.length;
  const starts = new Uint32Array(rowCount + 1);
  const column = new Uint32Array(item.length);
  const value = new Float32Array(item.length);
  /** Where the item stands in the present row, plus one. */
  const place = new Uint32Array(columnCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const first = count;
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      const at = place[item[entry]!]!;
      if (at > first) value[at - 1]! += weight[entry]!;
      else {
        column[count] = item[entry]!;
        value[count] = weight[entry]!;
        place[item[entry]!] = ++count;
      }
    }
    starts[row + 1] = count;
  }
  return { rowCount, columnCount, rowStart: starts, column: trimmed(column, count), value: trimmed(value, count) };
}

/** Without a copy where little is left over: on large data the copy would be the peak of memory. */
function trimmed<T extends Uint32Array | Float32Array>(array: T, count: number): T {
  return (count < 0.5 * array.length ? array.slice(0, count) : array.subarray(0, count)) as T;
}

/** Rows become columns; within a row of the result the columns ascend. */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  const { rowCount, columnCount, rowStart, column, value } = matrix;
  const starts = new Uint32Array(columnCount + 1);
  for (const c of column) starts[c + 1]!++;
  for (let c = 0; c < columnCount; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const rows = new Uint32Array(column.length);
  const values = new Float32Array(column.length);
  for (let row = 0; row < rowCount; row++) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      const to = next[column[entry]!]!++;
      rows[to] = row;
      values[to] = value[entry]!;
    }
  }
  return { rowCount: columnCount, columnCount: rowCount, rowStart: starts, column: rows, value: values };
}

/** Entries per row. */
export function rowSizes(matrix: SparseMatrix): Float64Array {
  const sizes = new Float64Array(matrix.rowCount);
  for (let row = 0; row < matrix.rowCount; row++) sizes[row] = matrix.rowStart[row + 1]! - matrix.rowStart[row]!;
  return sizes;
}
