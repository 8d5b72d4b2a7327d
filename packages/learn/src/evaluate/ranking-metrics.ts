/** How well one ranked list answers one case, all with binary relevance. */
export interface RankingMetrics {
  /** Share of the targets among the first k. */
  recall: number;
  /** Share of the first k that are targets. */
  precision: number;
  /** DCG over the best DCG that k places allow, gain 1, discount log2(rank + 1) [Järvelin & Kekäläinen 2002]. */
  ndcg: number;
  /** 1 where at least one target is among the first k. */
  hitRate: number;
  /** 1 / rank of the first target, 0 where none is among the first k. */
  mrr: number;
  /** Mean over targets of the precision at their rank; the denominator is min(k, number of targets). */
  map: number;
}

/**
 * Metrics of a list against the targets at cut-off k. An item that is not in the list counts as not ranked; a list shorter than k is judged as if the
 * rest were misses.
 */
export function rankingMetrics(ranked: ArrayLike<number>, targets: ReadonlySet<number>, k: number): RankingMetrics {
  const length = Math.min(k, ranked.length);
  let hits = 0;
  let dcg = 0;
  let firstRank = 0;
  let precisionSum = 0;
  for (let i = 0; i < length; i++) {
    if (!targets.has(ranked[i]!)) continue;
    hits++;
    dcg += 1 / Math.log2(i + 2);
    precisionSum += hits / (i + 1);
    if (firstRank === 0) firstRank = i + 1;
  }
  const reachable = Math.min(k, targets.size);
  let best = 0;
  for (let i = 0; i < reachable; i++) best += 1 / Math.log2(i + 2);
  return {
    recall: hits / targets.size,
    precision: hits / k,
    ndcg: dcg / best,
    hitRate: hits > 0 ? 1 : 0,
    mrr: firstRank === 0 ? 0 : 1 / firstRank,
    map: precisionSum / reachable,
  };
}
