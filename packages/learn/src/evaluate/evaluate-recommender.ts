import { itemCounts } from "../recommend/interactions.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";
import { catalogueMetrics } from "./catalogue-metrics.ts";
import { type RankingMetrics, rankingMetrics } from "./ranking-metrics.ts";
import type { Split } from "./split.ts";

export const rankingMetricNames = [
  "recall",
  "precision",
  "ndcg",
  "hitRate",
  "mrr",
  "map",
] as const satisfies (keyof RankingMetrics)[];

export interface RankingEvaluation {
  /** Metrics by name and cut-off: `ndcg@10`, `coverage@20`, …; `gini`, `novelty` and `longTailShare` at the largest cut-off. */
  metrics: Record<string, number>;
  /** `perCase[name]` holds one value per case, in the order of the cases; for intervals and paired comparison. */
  perCase: Record<string, Float64Array>;
  /** Profile of each judged case. */
  profiles: Uint32Array;
  /** Cases that could not be answered because all their targets are masked as seen. */
  unreachable: number;
}

/**
 * Full ranking over the whole catalogue: every case gets one list of max(cutOffs) items, judged at every cut-off. With `excludeSeen` the items of the
 * history cannot be recommended, and targets among them are not asked for. A model that names fewer items is not topped up.
 */
export function evaluateRecommender(
  model: Recommender,
  split: Pick<Split, "train" | "cases">,
  { cutOffs, excludeSeen }: { cutOffs: readonly number[]; excludeSeen: boolean },
): RankingEvaluation {
  const longest = Math.max(...cutOffs);
  const board = createScoreBoard(split.train.itemIds.length);
  const exposures = cutOffs.map(() => new Uint32Array(split.train.itemIds.length));
  const perCase: Record<string, Float64Array> = {};
  for (const k of cutOffs)
    for (const name of rankingMetricNames) perCase[`${name}@${k}`] = new Float64Array(split.cases.length);
  const profiles = new Uint32Array(split.cases.length);
  let judged = 0;

  for (const { profile, history, targets } of split.cases) {
    const asked = new Set(targets);
    if (excludeSeen) for (const item of history.items) asked.delete(item);
    if (asked.size === 0) continue;
    board.clear();
    if (excludeSeen) for (const item of history.items) board.remove(item);
    model.score(history, board);
    const { items } = topItems(board, longest);
    for (let c = 0; c < cutOffs.length; c++) {
      const k = cutOffs[c]!;
      const metrics = rankingMetrics(items, asked, k);
      for (const name of rankingMetricNames) perCase[`${name}@${k}`]![judged] = metrics[name];
      for (const item of items.subarray(0, k)) exposures[c]![item]!++;
    }
    profiles[judged++] = profile;
  }

  const metrics: Record<string, number> = {};
  for (const [name, values] of Object.entries(perCase)) {
    perCase[name] = values.subarray(0, judged);
    metrics[name] = judged === 0 ? 0 : perCase[name].reduce((sum, value) => sum + value, 0) / judged;
  }
  const counts = itemCounts(split.train);
  for (let c = 0; c < cutOffs.length; c++) {
    const { coverage, gini, novelty, longTailShare } = catalogueMetrics(exposures[c]!, counts);
    metrics[`coverage@${cutOffs[c]}`] = coverage;
    if (cutOffs[c] === longest) Object.assign(metrics, { gini, novelty, longTailShare });
  }
  return { metrics, perCase, profiles: profiles.subarray(0, judged), unreachable: split.cases.length - judged };
}
