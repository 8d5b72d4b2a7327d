import { normalUpperQuantile } from "@attune/math/distribution/normal";
import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { beforeAfter } from "../baseline/before-after.ts";
import { type ArmEstimate, meanArm } from "../experiment/arm-estimate.ts";
import { dilutedEffect } from "../experiment/dilution.ts";
import { factorialEffects } from "../experiment/factorial.ts";
import { fisherExact } from "../experiment/fisher-exact.ts";
import { lifetimeArm } from "../experiment/lifetime-arm.ts";
import { linRegressionPair, type UnitColumns } from "../experiment/lin-regression.ts";
import { effectTrend } from "../experiment/novelty.ts";
import { independentPair, type PairEstimate } from "../experiment/pair-estimate.ts";
import { regressionAdjustedPair } from "../experiment/regression-adjustment.ts";
import { decomposeByStage } from "../experiment/stage-decomposition.ts";
import type { RegressionStatistics } from "../experiment/sufficient-statistics.ts";
import { unlinkedBias } from "../experiment/unlinked-devices.ts";
import { welch } from "../experiment/welch.ts";
import { drawBinomial, drawMean, drawShare } from "./draw.ts";
import { type Claim, covers, type SharedStudy, type Study } from "./study.ts";

const normal975 = normalUpperQuantile(0.025);
const about = (estimate: number, standardError: number): [number, number] => [
  estimate - normal975 * standardError,
  estimate + normal975 * standardError,
];
const normalArm = (rng: Rng, n: number, mean: number, deviation: number) =>
  meanArm(drawMean(n, () => mean + deviation * rng.normal())) as ArmEstimate;

const claim = (
  id: string,
  estimator: string,
  process: string,
  band: Claim["band"],
  measure: Claim["measure"] = "coverage",
): Claim => ({ id, estimator, process, measure, band });

/** Few units and many covariates: where dividing by one less the leverage matters. */
function drawUnits(rng: Rng, n: number, effect: number): UnitColumns {
  const covariates = Array.from({ length: 5 }, () => Float64Array.from({ length: n }, () => rng.normal()));
  const outcome = Float64Array.from(
    { length: n },
    (_, i) => effect + covariates.reduce((sum, column) => sum + 0.5 * column[i]!, 0) + rng.normal(),
  );
  return { outcome, covariates };
}

function sumsOf({ outcome, covariates }: UnitColumns): RegressionStatistics {
  const columns = [outcome, ...covariates];
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return {
    n: outcome.length,
    sums: columns.map((column) => column.reduce((sum, value) => sum + value, 0)),
    products: columns.map((a) => columns.map((b) => dot(a, b))),
  };
}

const fewUnits = "five covariates, n = 20 and 25";
const linStudy: SharedStudy = {
  id: "lin/few-units",
  replications: 20_000,
  claims: [
    claim("lin/hc2", "Lin's regression from units, HC2", fewUnits, [0.94, 0.96]),
    claim("lin/sums", "Lin's regression from sums (no leverages)", fewUnits, null),
  ],
  once(rng) {
    const [treated, control] = [drawUnits(rng, 20, 1), drawUnits(rng, 25, 0)];
    const pairs = [linRegressionPair(treated, control), regressionAdjustedPair(sumsOf(treated), sumsOf(control))];
    return pairs.map((pair) => (isUndetermined(pair) ? 0 : covers(welch(pair).interval, 1)));
  },
};

const factorialStudy: SharedStudy = {
  id: "factorial",
  replications: 20_000,
  claims: ["main effect", "interaction"].map((of) =>
    claim(`factorial/${of}`, `factorial, ${of}`, "four cells of 20 to 50, unequal variances", [0.945, 0.955]),
  ),
  once(rng) {
    const { first, interaction } = factorialEffects({
      neither: normalArm(rng, 50, 0, 1),
      first: normalArm(rng, 20, 0.5, 2),
      second: normalArm(rng, 30, 0.2, 1),
      both: normalArm(rng, 40, 1, 1.5),
    });
    // (0.5 − 0 + 1 − 0.2)/2 and 0 − 0.5 − 0.2 + 1.
    return [covers(first.interval, 0.65), covers(interaction.interval, 0.3)];
  },
};

const countStudy: SharedStudy = {
  id: "fisher",
  replications: 20_000,
  claims: [
    claim("fisher/mid-p", "mid-p exact test", "2 % conversion, n = 300", [0.03, 0.055], "false positives"),
    claim("fisher/exact", "Fisher's exact test (cautious)", "2 % conversion, n = 300", [0, 0.05], "false positives"),
  ],
  once(rng) {
    const { midPValue, pValue } = fisherExact(drawShare(rng, 300, 0.02), drawShare(rng, 300, 0.02));
    return [midPValue <= 0.05 ? 1 : 0, pValue <= 0.05 ? 1 : 0];
  },
};

const coverage = (
  id: string,
  estimator: string,
  process: string,
  once: (rng: Rng) => number,
  replications = 20_000,
  band: Claim["band"] = [0.94, 0.96],
): Study => ({ ...claim(id, estimator, process, band), replications, once });

const stageRates = { treated: [0.5, 0.24, 0.5], control: [0.5, 0.2, 0.5] };

/** How many of n pass each stage in turn. */
function passStages(rng: Rng, n: number, rates: readonly number[]): number[] {
  const counts = [n];
  for (const rate of rates) counts.push(drawBinomial(rng, counts.at(-1)!, rate));
  return counts;
}

const effectStudies: Study[] = [
  coverage("dilution", "effect on all from the triggered", "a fifth is triggered, effect 0.5, n = 2,000", (rng) => {
    const units = 2000;
    const triggered = drawBinomial(rng, units, 0.2);
    const treated = drawBinomial(rng, triggered, 0.5);
    const pair = independentPair(normalArm(rng, treated, 1.5, 1), normalArm(rng, triggered - treated, 1, 1));
    const diluted = dilutedEffect(pair as PairEstimate, { units, controlMean: 1 });
    return isUndetermined(diluted) ? 0 : covers(about(diluted.estimate, diluted.standardError), 0.1);
  }),
  coverage(
    "stages",
    "contribution of a stage",
    "three transitions, the second 0.24 instead of 0.2, n = 5,000",
    (rng) => {
      const found = decomposeByStage(
        passStages(rng, 5000, stageRates.treated),
        passStages(rng, 5000, stageRates.control),
      );
      // Only the second transition differs, so it holds the whole effect of 0.06 − 0.05.
      return isUndetermined(found)
        ? 0
        : found.contributions.reduce((sum, { interval }, k) => sum + covers(interval, k === 1 ? 0.01 : 0) / 3, 0);
    },
  ),
  coverage("lifetime", "observed value and predicted rest", "a model's error of 0.1 an arm, n = 400", (rng) => {
    const arm = (mean: number) => {
      const error = 0.1 * rng.normal();
      const value = drawMean(400, () => mean + error + Math.exp(0.5 * rng.normal()));
      return lifetimeArm({ value, predictionVariance: 0.01 }) as ArmEstimate;
    };
    return covers(welch(independentPair(arm(1.2), arm(1)) as PairEstimate).interval, 0.2);
  }),
  coverage(
    "unlinked",
    "orders missed on never-linked devices",
    "30 % of orders on another device, 300 linked orders, 900 others",
    (rng) => {
      const linkedOther = drawBinomial(rng, 300, 0.3);
      const unlinked = 900 - drawBinomial(rng, 900, 0.3);
      const bias = unlinkedBias({ linkedSame: 300 - linkedOther, linkedOther, unlinked });
      // 0.3 of 900 are missed, of 1,200 that were made.
      return isUndetermined(bias) ? 0 : covers(bias.missedInterval, 0.225);
    },
  ),
  {
    ...claim("novelty/null", "novelty trend", "14 days without a trend", [0.048, 0.052], "false positives"),
    replications: 100_000,
    once(rng) {
      const days = Array.from({ length: 14 }, (_, i) => ({
        day: i + 1,
        estimate: (1 + i / 5) * rng.normal(),
        standardError: 1 + i / 5,
      }));
      const trend = effectTrend(days);
      return !isUndetermined(trend) && trend.pValue < 0.05 ? 1 : 0;
    },
  },
];

/** Days with a weekday pattern, a season, and noise that remembers `memory` of the day before. */
function drawDays(rng: Rng, weeks: number, level: (week: number) => number, memory: number): number[] {
  let noise = rng.normal();
  return Array.from({ length: 7 * weeks }, (_, day) => {
    noise = memory * noise + Math.sqrt(1 - memory * memory) * rng.normal();
    return level(Math.floor(day / 7)) * (1 + (day % 7 > 4 ? 0.3 : 0)) + 5 * noise;
  });
}

/** Nothing changes; `season` is what the level gains from week to week, in this year and the one before. */
function changeCovers(rng: Rng, season: number, memory: number, withYearBefore: boolean): number {
  const year = (scale: number) => {
    const days = drawDays(rng, 16, (week) => scale * (100 + season * week), memory);
    return { before: days.slice(0, 56), after: days.slice(56) };
  };
  const [thisYear, yearBefore] = [year(1), year(0.8)];
  const found = beforeAfter(withYearBefore ? { ...thisYear, yearBefore } : thisYear);
  return isUndetermined(found) || isUndetermined(found.change) ? 0 : covers(found.change.interval, 0);
}

const baselineStudies: Study[] = [
  coverage("before-after/steady", "before and after", "8 weeks each, weekdays differ, nothing changes", (rng) =>
    changeCovers(rng, 0, 0, false),
  ),
  coverage(
    "before-after/year",
    "before and after, less the year before",
    "the same season in both years, nothing changes",
    (rng) => changeCovers(rng, 2, 0, true),
  ),
  coverage(
    "before-after/season",
    "before and after",
    "a season and no year before: it fails",
    (rng) => changeCovers(rng, 2, 0, false),
    5_000,
    null,
  ),
  coverage(
    "before-after/memory",
    "before and after",
    "days that remember 0.9 of the day before: it fails",
    (rng) => changeCovers(rng, 0, 0.9, false),
    5_000,
    null,
  ),
];

/** Adjustment with few units, designs beyond two arms, what is carried over from one measure to another, and before against after. */
export const designStudies: readonly (Study | SharedStudy)[] = [
  linStudy,
  factorialStudy,
  countStudy,
  ...effectStudies,
  ...baselineStudies,
];
