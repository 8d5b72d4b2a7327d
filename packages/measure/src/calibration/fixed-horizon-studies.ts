import type { Rng } from "@attune/math/rng";
import type { Lift } from "@attune/model/report";
import { isUndetermined } from "@attune/model/undetermined";
import { type ArmEstimate, meanArm, proportionArm, ratioArm } from "../experiment/arm-estimate.ts";
import { clusterArm } from "../experiment/cluster-arm.ts";
import { compareProportions } from "../experiment/compare-proportions.ts";
import { deltaLift } from "../experiment/delta-lift.ts";
import { fiellerLift } from "../experiment/fieller.ts";
import { mannWhitney, type RankTest } from "../experiment/mann-whitney.ts";
import { independentPair, type PairEstimate } from "../experiment/pair-estimate.ts";
import { tTestPower } from "../experiment/power.ts";
import { type QuantileStatistics, quantileArm, quantileStatistics } from "../experiment/quantile-arm.ts";
import { type TestedEffect, welch } from "../experiment/welch.ts";
import { drawMean, drawShare, drawSpend } from "./draw.ts";
import { covers, type Study } from "./study.ts";

const CONTINUOUS = [0.948, 0.952] as const;
const RELATIVE = [0.945, 0.955] as const;
const HEAVY = [0.94, 1] as const;

const pairOf = (treated: unknown, control: unknown) =>
  independentPair(treated as ArmEstimate, control as ArmEstimate) as PairEstimate;

type DrawPair = (rng: Rng) => PairEstimate;

/** The four processes of finding 2, without an effect: the true lift is 0. */
const liftProcesses: { name: string; draw: DrawPair; band: readonly [number, number] }[] = [
  {
    name: "1 % conversion, n = 1,000",
    draw: (rng) => pairOf(proportionArm(drawShare(rng, 1000, 0.01)), proportionArm(drawShare(rng, 1000, 0.01))),
    band: RELATIVE,
  },
  {
    name: "5 % conversion, n = 500",
    draw: (rng) => pairOf(proportionArm(drawShare(rng, 500, 0.05)), proportionArm(drawShare(rng, 500, 0.05))),
    band: RELATIVE,
  },
  {
    name: "3 % buyers × log-normal(σ 1) spend, n = 2,000",
    draw: (rng) => pairOf(meanArm(drawSpend(rng, 2000, 0.03, 1)), meanArm(drawSpend(rng, 2000, 0.03, 1))),
    band: RELATIVE,
  },
  {
    name: "log-normal σ 2, n = 500",
    draw: (rng) => {
      const arm = () => meanArm(drawMean(500, () => Math.exp(2 * rng.normal())));
      return pairOf(arm(), arm());
    },
    band: HEAVY,
  },
];

const liftStudies: Study[] = liftProcesses.flatMap(({ name, draw, band }) => [
  {
    id: `lift-fieller/${name}`,
    estimator: "Fieller lift",
    process: name,
    measure: "coverage",
    band,
    replications: 100_000,
    once(rng) {
      const lift = fiellerLift(draw(rng));
      // A set that is everything covers; it is reported as undetermined.
      return isUndetermined(lift) ? 1 : covers(lift.interval, 0);
    },
  },
  {
    id: `lift-delta/${name}`,
    estimator: "delta lift (as GrowthBook, PostHog)",
    process: name,
    measure: "coverage",
    band: null,
    replications: 100_000,
    once(rng) {
      const lift = deltaLift(draw(rng));
      return isUndetermined(lift) ? 0 : covers(lift.interval, 0);
    },
  },
]);

const absolute = (
  id: string,
  estimator: string,
  process: string,
  band: readonly [number, number],
  once: (rng: Rng) => number,
): Study => ({
  id,
  estimator,
  process,
  measure: "coverage",
  band,
  replications: 100_000,
  once,
});

const welchOf = (pair: PairEstimate) => welch(pair).interval;

function ratioDraw(rng: Rng, n: number) {
  // Orders per visitor 0…3, spend per order log-normal and correlated with the number of orders.
  const s = { n, numeratorSum: 0, numeratorSumSquares: 0, denominatorSum: 0, denominatorSumSquares: 0, crossSum: 0 };
  for (let i = 0; i < n; i++) {
    const orders = Math.floor(4 * rng.uniform() ** 2);
    const spend = orders * (10 + 2 * orders) * Math.exp(0.5 * rng.normal());
    s.numeratorSum += spend;
    s.numeratorSumSquares += spend * spend;
    s.denominatorSum += orders;
    s.denominatorSumSquares += orders * orders;
    s.crossSum += spend * orders;
  }
  return ratioArm(s);
}

function clusterDraw(rng: Rng) {
  const s = { clusters: 60, units: 0, sumSquaredSizes: 0, sum: 0, sumSquaredTotals: 0, totalTimesSize: 0 };
  for (let c = 0; c < s.clusters; c++) {
    const size = 5 + Math.floor(20 * rng.uniform());
    const shared = 0.5 * rng.normal();
    let total = 0;
    for (let i = 0; i < size; i++) total += shared + rng.normal();
    s.units += size;
    s.sumSquaredSizes += size * size;
    s.sum += total;
    s.sumSquaredTotals += total * total;
    s.totalTimesSize += total * size;
  }
  return clusterArm(s);
}

const absoluteStudies: Study[] = [
  absolute("welch/normal", "Welch", "normal, unequal variances, n = 50 and 80", CONTINUOUS, (rng) =>
    covers(welchOf(pairOf(meanArm(drawMean(50, () => 3 * rng.normal())), meanArm(drawMean(80, rng.normal)))), 0),
  ),
  absolute("welch/bernoulli", "Welch", "10 % conversion, n = 2,000", RELATIVE, (rng) =>
    covers(welchOf(pairOf(proportionArm(drawShare(rng, 2000, 0.1)), proportionArm(drawShare(rng, 2000, 0.1)))), 0),
  ),
  absolute("score/small-counts", "score interval (small counts)", "2 % conversion, n = 500", [0.94, 0.96], (rng) => {
    const { effect } = compareProportions(drawShare(rng, 500, 0.02), drawShare(rng, 500, 0.02));
    return isUndetermined(effect) ? 1 : covers(effect.interval, 0);
  }),
  absolute("score-ratio/small-counts", "score lift (small counts)", "2 % conversion, n = 500", [0.94, 0.96], (rng) => {
    const { lift } = compareProportions(drawShare(rng, 500, 0.02), drawShare(rng, 500, 0.02));
    return isUndetermined(lift) ? 1 : covers((lift as Lift).interval, 0);
  }),
  absolute("ratio/absolute", "ratio by the delta method", "spend per order, n = 500", RELATIVE, (rng) =>
    covers(welchOf(pairOf(ratioDraw(rng, 500), ratioDraw(rng, 500))), 0),
  ),
  absolute("ratio/lift", "Fieller lift of a ratio", "spend per order, n = 500", RELATIVE, (rng) => {
    const lift = fiellerLift(pairOf(ratioDraw(rng, 500), ratioDraw(rng, 500)));
    return isUndetermined(lift) ? 1 : covers(lift.interval, 0);
  }),
  {
    ...absolute("cluster/robust", "cluster-robust", "60 clusters of 5 to 24, ICC 0.2", [0.94, 0.96], (rng) =>
      covers(welchOf(pairOf(clusterDraw(rng), clusterDraw(rng))), 0),
    ),
    replications: 20_000,
  },
  {
    ...absolute("quantile/p90", "90 % quantile", "log-normal σ 1, n = 1,000", [0.94, 0.96], (rng) => {
      const arm = () => {
        const values = Float64Array.from({ length: 1000 }, () => Math.exp(rng.normal()));
        return quantileArm(quantileStatistics(values.sort(), 0.9) as QuantileStatistics);
      };
      return covers(welchOf(pairOf(arm(), arm())), 0);
    }),
    replications: 20_000,
  },
];

const sizeStudies: Study[] = [
  {
    id: "aa/spend",
    estimator: "Welch",
    process: "A/A, 10 % buyers × log-normal(σ 1), n = 5,000",
    measure: "false positives",
    band: [0.048, 0.052],
    replications: 100_000,
    once: (rng) => {
      const arm = () => meanArm(drawSpend(rng, 5000, 0.1, 1));
      return welch(pairOf(arm(), arm())).pValue < 0.05 ? 1 : 0;
    },
  },
  {
    id: "mann-whitney/null",
    estimator: "Mann–Whitney",
    process: "A/A, log-normal σ 1, n = 100",
    measure: "false positives",
    band: [0.047, 0.052],
    replications: 50_000,
    once: (rng) => {
      const values = () => Float64Array.from({ length: 100 }, () => Math.exp(rng.normal()));
      return (mannWhitney(values(), values()) as RankTest).pValue < 0.05 ? 1 : 0;
    },
  },
];

/** Ten points from 10 % to 99 % power: what `tTestPower` predicts against what Welch finds. */
const powerStudies: Study[] = [0.15, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.65, 0.76].map((d) => {
  const predicted = tTestPower(d, 64, 0.05);
  return {
    id: `power/${d}`,
    estimator: `t test, predicted ${(100 * predicted).toFixed(1)} %`,
    process: `normal, effect ${d} σ, n = 64`,
    measure: "power",
    band: [predicted - 0.01, Math.min(1, predicted + 0.01)],
    replications: 20_000,
    once: (rng) => {
      const effect = welch(pairOf(meanArm(drawMean(64, () => d + rng.normal())), meanArm(drawMean(64, rng.normal))));
      return (effect as TestedEffect).pValue < 0.05 ? 1 : 0;
    },
  };
});

export const fixedHorizonStudies: readonly Study[] = [
  ...absoluteStudies,
  ...liftStudies,
  ...sizeStudies,
  ...powerStudies,
];
