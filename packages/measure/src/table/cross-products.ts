/** Units, Σvᵢ and Σvᵢvⱼ of one group. */
export interface GroupProducts {
  n: number;
  sums: number[];
  products: number[][];
}

/**
 * Sums and sums of products of columns per group, in one pass. Units whose group is `size` or above are left out.
 * @param groupOf groupOf[unit], below `size`
 */
export function crossProducts(columns: readonly Float64Array[], groupOf: Uint32Array, size: number): GroupProducts[] {
  const width = columns.length;
  const counts = new Float64Array(size);
  const sums = columns.map(() => new Float64Array(size));
  const products = columns.map(() => columns.map(() => new Float64Array(size)));
  for (let unit = 0; unit < groupOf.length; unit++) {
    const group = groupOf[unit]!;
    if (group >= size) continue;
    counts[group]! += 1;
    for (let i = 0; i < width; i++) {
      const value = columns[i]![unit]!;
      sums[i]![group]! += value;
      for (let j = i; j < width; j++) products[i]![j]![group]! += value * columns[j]![unit]!;
    }
  }
  return Array.from(counts, (n, g) => ({
    n,
    sums: sums.map((column) => column[g]!),
    products: products.map((row, i) => row.map((_, j) => products[Math.min(i, j)]![Math.max(i, j)]![g]!)),
  }));
}
