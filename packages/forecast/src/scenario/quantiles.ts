/**
 * Quantiles of values by linear interpolation between order statistics, without sorting everything: O(n) on average.
 * `values` are moved about. Quantiles must be given in ascending order; NaN where there are no values.
 * @see Hoare (1961), Algorithm 65: Find
 */
export function quantilesOf(values: Float64Array, shares: readonly number[]): number[] {
  const n = values.length;
  if (n === 0) return shares.map(() => Number.NaN);
  let from = 0;
  return shares.map((share) => {
    const position = share * (n - 1);
    const below = Math.floor(position);
    select(values, below, from, n - 1);
    from = below;
    if (below === position) return values[below]!;
    let next = Number.POSITIVE_INFINITY;
    for (let i = below + 1; i < n; i++) if (values[i]! < next) next = values[i]!;
    // Two equal ends, infinite ones among them, need no line between them.
    return next === values[below] ? next : values[below]! + (position - below) * (next - values[below]!);
  });
}

/** Moves the k-th smallest to place k, smaller ones before it. */
function select(values: Float64Array, k: number, first: number, last: number): void {
  let low = first;
  let high = last;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}
