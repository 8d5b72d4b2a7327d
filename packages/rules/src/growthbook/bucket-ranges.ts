import type { BucketRange } from "./definitions.ts";

export function equalWeights(count: number): number[] {
  return count <= 0 ? [] : new Array<number>(count).fill(1 / count);
}

/**
 * The range of buckets of each variation. Each begins where the weights say and is shortened by the coverage, so that raising the coverage
 * moves nobody between variations. Weights that do not fit (another number of them, or a sum that is not 1 ± 0.01) count as equal.
 */
export function bucketRanges(count: number, coverage = 1, weights?: readonly number[] | null): BucketRange[] {
  const covered = Math.min(1, Math.max(0, coverage));
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
  const isFit = weights?.length === count && total >= 0.99 && total <= 1.01;
  let from = 0;
  return (isFit ? weights : equalWeights(count)).map((weight) => {
    const range = [from, from + covered * weight] as const;
    from += weight;
    return range;
  });
}

/** The variation whose range holds the bucket; −1 where none does. */
export function chooseVariation(bucket: number, ranges: readonly BucketRange[]): number {
  return ranges.findIndex((range) => inRange(bucket, range));
}

export function inRange(bucket: number, [from, below]: BucketRange): boolean {
  return bucket >= from && bucket < below;
}
