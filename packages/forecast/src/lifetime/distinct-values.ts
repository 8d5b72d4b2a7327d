export interface DistinctValues {
  /** In no order; a value may stand twice where most are different anyway. */
  values: Float64Array;
  /** For each number that came in, its place in `values`. */
  place: Uint32Array;
}

/** How many numbers are looked at to see whether a table pays. */
const sampleSize = 2_000;

/** What costs a logarithm per value is computed once for each different one. Expected O(n). */
export function distinctValues(numbers: Float64Array): DistinctValues {
  const step = Math.max(1, Math.floor(numbers.length / sampleSize));
  const sample = numbers.filter((_, i) => i % step === 0);
  // Where most differ, a table would only scatter the reads.
  if (step > 1 && new Set(sample).size > sample.length / 2) {
    return { values: numbers, place: Uint32Array.from(numbers, (_, i) => i) };
  }
  const placeOf = new Map<number, number>();
  const place = new Uint32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const known = placeOf.get(numbers[i]!);
    place[i] = known ?? placeOf.size;
    if (known === undefined) placeOf.set(numbers[i]!, placeOf.size);
  }
  return { values: Float64Array.from(placeOf.keys()), place };
}
