export interface DistinctValues {
  /** Ascending. */
  values: Float64Array;
  /** For each number that came in, its place in `values`. */
  place: Uint32Array;
}

/** What costs a logarithm per value is computed once for each different one. O(n log n). */
export function distinctValues(numbers: Float64Array): DistinctValues {
  const sorted = Float64Array.from(numbers).sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i]!;
  }
  const values = sorted.slice(0, count);
  const placeOf = new Map<number, number>();
  for (let i = 0; i < count; i++) placeOf.set(values[i]!, i);
  return { values, place: Uint32Array.from(numbers, (number) => placeOf.get(number)!) };
}
