/** A step function that never falls: `values[i]` from `from[i]` on, linear in between as scikit-learn has it. */
export interface IsotonicFit {
  /** Scores at the knots, ascending. */
  scores: Float64Array;
  values: Float64Array;
}

/**
 * The non-decreasing function of the scores that is closest to the outcomes in (weighted) squares, by pooling adjacent violators; equal
 * scores are one point. n·log n.
 * @see Ayer et al. (1955), Ann. Math. Stat. 26, 641–647
 */
export function fitIsotonic(scores: Float64Array, outcome: Float64Array, weights?: Float64Array): IsotonicFit {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: { low: number; high: number; sum: number; weight: number }[] = [];
  for (const row of order) {
    const weight = weights?.[row] ?? 1;
    const score = scores[row]!;
    const last = blocks.at(-1);
    if (last !== undefined && last.low === score && last.high === score) {
      last.sum += weight * outcome[row]!;
      last.weight += weight;
    } else {
      poolBack(blocks);
      blocks.push({ low: score, high: score, sum: weight * outcome[row]!, weight });
    }
  }
  poolBack(blocks);
  const knots = blocks.flatMap((block) => {
    const value = block.sum / block.weight;
    return block.low === block.high
      ? [[block.low, value]]
      : [
          [block.low, value],
          [block.high, value],
        ];
  });
  return {
    scores: Float64Array.from(knots, (knot) => knot[0]!),
    values: Float64Array.from(knots, (knot) => knot[1]!),
  };
}

function poolBack(blocks: { low: number; high: number; sum: number; weight: number }[]): void {
  while (blocks.length > 1) {
    const last = blocks[blocks.length - 1]!;
    const before = blocks[blocks.length - 2]!;
    if (before.sum / before.weight < last.sum / last.weight) return;
    before.sum += last.sum;
    before.weight += last.weight;
    before.high = last.high;
    blocks.pop();
  }
}

/** The fitted function at a score: linear between knots, constant outside them. */
export function predictIsotonic({ scores, values }: IsotonicFit, score: number): number {
  let low = 0;
  let high = scores.length - 1;
  if (score <= scores[low]!) return values[low]!;
  if (score >= scores[high]!) return values[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (scores[middle]! <= score) low = middle;
    else high = middle;
  }
  const share = (score - scores[low]!) / (scores[high]! - scores[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}
