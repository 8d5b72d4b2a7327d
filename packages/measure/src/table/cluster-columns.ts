/** Columns of numbers per unit, and the group of each unit: an index below `size`. */
export interface GroupedColumns {
  columns: readonly Float64Array[];
  groupOf: Uint32Array;
  size: number;
}

/**
 * The same per cluster instead of per unit: every column summed, with the number of units as the last column. Where a cluster has units of
 * several groups, it has a row in each. Units whose group is `size` or above are left out.
 * @param clusterOf clusterOf[unit], below `clusters`
 */
export function clusterColumns(
  { columns, groupOf, size }: GroupedColumns,
  clusterOf: Uint32Array,
  clusters: number,
): GroupedColumns {
  const rowOf = new Map<number, number>();
  const groups: number[] = [];
  const rows = new Int32Array(groupOf.length).fill(-1);
  for (let unit = 0; unit < groupOf.length; unit++) {
    const group = groupOf[unit]!;
    if (group >= size) continue;
    const cell = group * clusters + clusterOf[unit]!;
    let row = rowOf.get(cell);
    if (row === undefined) {
      row = groups.length;
      rowOf.set(cell, row);
      groups.push(group);
    }
    rows[unit] = row;
  }
  const sums = [...columns, null].map((column) => {
    const total = new Float64Array(groups.length);
    for (let unit = 0; unit < rows.length; unit++) {
      const row = rows[unit]!;
      if (row >= 0) total[row]! += column === null ? 1 : column[unit]!;
    }
    return total;
  });
  return { columns: sums, groupOf: Uint32Array.from(groups), size };
}
