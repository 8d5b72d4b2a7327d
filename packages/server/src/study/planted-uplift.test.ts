import { ridgeLearner } from "@attune/learn/uplift/base-learner";
import { fitUplift } from "@attune/learn/uplift/meta-learners";
import type { ScoredTest } from "@attune/learn/uplift/uplift-curve";
import { bootstrapInterval, qini } from "@attune/learn/uplift/uplift-metrics";
import { createRng } from "@attune/math/rng";
import { historyColumns, outcomeOf } from "@attune/measure/tactic/history-columns";
import { readPersonHistories } from "@attune/measure/tactic/person-history";
import { createCatalogue, createShoppers, type SimulationSettings, type TacticTruth } from "@attune/shop";
import { createMemoryAnalytics } from "@attune/store/memory/analytics";
import { describe, expect, it } from "vitest";
import { decideByCoin, simulatedRows } from "../testing/simulated-rows.ts";

const dayMs = 86_400_000;
const startAt = Date.UTC(2026, 5, 1);
const days = 14;
const windowMs = 5 * dayMs;
const lookbackMs = 60 * dayMs;
const tacticId = "strip";

/** The strip moves bargain hunters only. */
const truth: TacticTruth[] = [
  {
    tacticId,
    placementId: "listing-top",
    reaches: () => true,
    everyone: {},
    bySegment: { "bargain-hunter": { add: 2, buy: 0.8 } },
  },
];

async function historiesWhere(holdout: 0 | 1) {
  const catalogue = createCatalogue({ seed: 1, size: 120 });
  const shoppers = createShoppers(catalogue, { seed: 2, count: 900 }).map((of) => ({ ...of, visitsPerWeek: 3 }));
  const settings: SimulationSettings = { seed: 2, startAt, days, catalogue, shoppers, truth, personalizedFromDay: 5 };
  const analytics = createMemoryAnalytics();
  await analytics.insert(
    simulatedRows(
      settings,
      decideByCoin("coin", { "listing-top": tacticId }, () => holdout),
    ),
    "all",
  );
  const parameters = { tacticId, lookbackMs, horizonMs: windowMs, signal: "", mark: "", limit: 1_000_000 };
  const histories = readPersonHistories(await analytics.query("tactic-histories", parameters));
  return histories.filter(({ zeroAt }) => zeroAt + windowMs <= startAt + days * dayMs);
}

describe("uplift on the simulated shop", { timeout: 180_000 }, () => {
  it("the Qini interval covers the true Qini, which every person's two potential outcomes give", async () => {
    const shown = await historiesWhere(0);
    const withheld = await historiesWhere(1);
    const times = (of: typeof shown) => of.map(({ zeroAt }) => zeroAt);
    // The same people in the same order: until the first opportunity both worlds are one.
    expect(times(shown)).toEqual(times(withheld));
    const columns = historyColumns(shown, lookbackMs).map(({ values }) => values);
    const outcomes = [withheld, shown].map((of) =>
      Float64Array.from(of, (person) => outcomeOf(person, "orders", windowMs)),
    );
    const n = shown.length;
    const assigned = (seed: string) => {
      const rng = createRng(seed);
      const treated = Uint8Array.from({ length: n }, () => rng.integer(2));
      return { treated, outcome: Float64Array.from(treated, (arm, i) => outcomes[arm]![i]!) };
    };
    const options = { learner: "t", base: ridgeLearner, propensity: 0.5, rng: createRng(1) } as const;
    const score = fitUplift({ columns, ...assigned("learn") }, options)(columns, n);
    // Everybody once treated and once not: nothing is left to chance.
    const both: ScoredTest = {
      score: Float64Array.from({ length: 2 * n }, (_, i) => score[i % n]!),
      treated: Uint8Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 0)),
      outcome: Float64Array.from({ length: 2 * n }, (_, i) => outcomes[i < n ? 1 : 0]![i % n]!),
    };
    const trueQini = qini(both, "per-person") as number;
    expect(trueQini).toBeGreaterThan(0);
    const runs = 80;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const test: ScoredTest = { score, ...assigned(`judge/${run}`) };
      const interval = bootstrapInterval(test, (of, order) => qini(of, "per-person", order), createRng(run), 150);
      const [low, high] = interval as [number, number];
      if (low <= trueQini && trueQini <= high) covered += 1;
    }
    // 95 % less 3.5 Monte-Carlo errors of 80 runs. The people are given, so the interval, which is for new people too, may cover more.
    expect(covered / runs).toBeGreaterThan(0.95 - 3.5 * Math.sqrt((0.95 * 0.05) / runs));
  });
});
