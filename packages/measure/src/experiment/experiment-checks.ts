import type { ExperimentCheck, MetricReport } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { meanArm, ratioArm } from "./arm-estimate.ts";
import type { ArmSums, MetricInput } from "./metric-input.ts";
import { independentPair } from "./pair-estimate.ts";
import { detectableStandardErrors } from "./power.ts";
import { sampleRatioTest } from "./sample-ratio.ts";
import type { RatioCovariateStatistics } from "./sufficient-statistics.ts";
import { welch } from "./welch.ts";

/** Alert levels: a check that cries often is not read. */
const SPLIT_ALERT = 0.001;
/** Above the alarm, but not what one would call a fit. */
const SPLIT_NOTICE = 0.05;
const BALANCE_ALERT = 0.001;
const BALANCE_WARNING = 0.01;
const CROSSOVER_WARNING = 0.001;
const CROSSOVER_ALERT = 0.05;
const LARGE_LIFT = 0.5;
const DETECTABLE_LIFT = 0.2;
/** Units per squared skewness that a mean needs before its t interval can be believed. @see Kohavi et al. (2014), Seven rules of thumb, KDD */
const UNITS_PER_SQUARED_SKEWNESS = 355;

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/** Whether the split is the planned one. */
export function checkSampleRatio(units: readonly number[], split: readonly number[]): ExperimentCheck {
  const test = sampleRatioTest(units, split);
  if (isUndetermined(test)) {
    return { id: "sample-ratio", status: "warn", statistic: null, pValue: null, message: test.undetermined.reason };
  }
  const fails = test.pValue < SPLIT_ALERT;
  const total = units.reduce((sum, n) => sum + n, 0);
  const seen = units.map((n) => percent(n / total, 2)).join(" / ");
  const planned = split.map((share) => percent(share, 2)).join(" / ");
  return {
    id: "sample-ratio",
    status: fails ? "fail" : "pass",
    statistic: test.statistic,
    pValue: test.pValue,
    message: fails
      ? `The split is ${seen} where ${planned} was planned; chance does that less than once in a thousand. Assignment, logging or filtering is broken, and the estimates cannot be trusted.`
      : test.pValue < SPLIT_NOTICE
        ? `The split is ${seen} where ${planned} was planned; chance does that about once in ${Math.round(1 / test.pValue)} experiments. That is no alarm (one in a thousand would be), but look whether assignment or logging changed.`
        : `The split ${seen} fits the plan ${planned}.`,
  };
}

/** Units that were seen in more than one variant; they are kept in their first. */
export function checkMultipleExposure(crossovers: number, units: number): ExperimentCheck {
  const share = units === 0 ? 0 : crossovers / units;
  const status = share > CROSSOVER_ALERT ? "fail" : share > CROSSOVER_WARNING ? "warn" : "pass";
  return {
    id: "multiple-exposure",
    status,
    statistic: crossovers,
    pValue: null,
    message:
      crossovers === 0
        ? "No unit was seen in more than one variant."
        : `${crossovers} units (${percent(share, 2)}) were seen in more than one variant; they are kept in their first, which draws effects towards zero.`,
  };
}

/** Empty cells, which add nothing to their unit: right for money not spent, wrong for what was not measured. Silent when there are none. */
export function checkMissingValues(missing: ReadonlyMap<string, number>, rows: number): ExperimentCheck | null {
  const [column, count] = [...missing].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ["", 0]);
  if (count === 0) return null;
  return {
    id: "missing-values",
    status: "warn",
    statistic: count,
    pValue: null,
    message: `Column ${column} is empty in ${count} of ${rows} rows; empty cells count as 0.`,
  };
}

/** Whether the arms were alike before the experiment, by every covariate: the strongest difference, corrected for their number. */
export function checkPrePeriodBalance(metrics: readonly MetricInput[], control: number): ExperimentCheck | null {
  let smallest = { pValue: 1, statistic: 0, name: "" };
  let tests = 0;
  for (const metric of metrics) {
    const before = metric.arms.map(covariateMean);
    before.forEach((treated, i) => {
      const base = before[control];
      if (i === control || treated == null || base == null) return;
      const pair = independentPair(treated, base);
      if (isUndetermined(pair)) return;
      tests += 1;
      const { estimate, standardError, pValue } = welch(pair);
      if (pValue < smallest.pValue) smallest = { pValue, statistic: estimate / standardError, name: metric.name };
    });
  }
  if (tests === 0) return null;
  const corrected = Math.min(1, smallest.pValue * tests);
  const status = corrected < BALANCE_ALERT ? "fail" : corrected < BALANCE_WARNING ? "warn" : "pass";
  return {
    id: "pre-period-balance",
    status,
    statistic: smallest.statistic,
    pValue: corrected,
    message:
      status === "pass"
        ? "The variants were alike before the experiment."
        : `Before the experiment the variants differed already in the covariate of ${smallest.name}.`,
  };
}

function covariateMean(sums: ArmSums) {
  if (sums.kind === "quantile" || sums.covariate === undefined) return null;
  if (sums.kind === "ratio") return preRatio(sums.covariate);
  const { n, covariateSum, covariateSumSquares } = sums.covariate;
  const arm = meanArm({ n, sum: covariateSum, sumSquares: covariateSumSquares });
  return isUndetermined(arm) ? null : arm;
}

function preRatio(s: RatioCovariateStatistics) {
  const arm = ratioArm({
    n: s.n,
    numeratorSum: s.preNumeratorSum,
    numeratorSumSquares: s.preNumeratorSumSquares,
    denominatorSum: s.preDenominatorSum,
    denominatorSumSquares: s.preDenominatorSumSquares,
    crossSum: s.preCrossSum,
  });
  return isUndetermined(arm) ? null : arm;
}

/** Whether one unit alone moves a mean by more than its standard error. */
export function checkOutliers(metrics: readonly MetricInput[]): ExperimentCheck | null {
  let strongest = { influence: 0, name: "" };
  let seen = false;
  for (const metric of metrics) {
    for (const { n, mean, standardDeviation, largest } of metric.shapes ?? []) {
      seen = true;
      // Without its largest unit a mean moves by (largest − mean)/(n − 1); its standard error is s/√n.
      const influence = standardDeviation === 0 ? 0 : ((largest - mean) / (n - 1)) * (Math.sqrt(n) / standardDeviation);
      if (influence > strongest.influence) strongest = { influence, name: metric.name };
    }
  }
  if (!seen) return null;
  const warns = strongest.influence > 1;
  return {
    id: "outliers",
    status: warns ? "warn" : "pass",
    statistic: strongest.influence,
    pValue: null,
    message: warns
      ? `One unit moves ${strongest.name} by ${strongest.influence.toFixed(1)} standard errors; see the result with --winsorize 0.99 beside this one.`
      : "No single unit moves a mean by more than its standard error.",
  };
}

/** Whether values are so skewed that the t interval is too narrow at this size. */
export function checkSkew(metrics: readonly MetricInput[]): ExperimentCheck | null {
  let worst = { ratio: Infinity, name: "", skewness: 0, needed: 0 };
  let seen = false;
  for (const metric of metrics) {
    for (const { n, skewness } of metric.shapes ?? []) {
      seen = true;
      const needed = UNITS_PER_SQUARED_SKEWNESS * skewness * skewness;
      if (needed > 0 && n / needed < worst.ratio) worst = { ratio: n / needed, name: metric.name, skewness, needed };
    }
  }
  if (!seen) return null;
  const warns = worst.ratio < 1;
  return {
    id: "skew",
    status: warns ? "warn" : "pass",
    statistic: worst.skewness,
    pValue: null,
    message: warns
      ? `Skew warning: ${worst.name} has a skewness of ${worst.skewness.toFixed(1)}, for which intervals need about ${Math.ceil(worst.needed).toLocaleString("en")} units per variant; they may be too narrow here.`
      : "Skewness is low enough for the number of units.",
  };
}

/** Twyman's law: a figure that looks interesting is usually wrong. */
export function checkTwyman(metrics: readonly MetricReport[]): ExperimentCheck {
  let largest = { lift: 0, name: "", pValue: 1 };
  for (const metric of metrics) {
    for (const { segment, lift } of metric.comparisons) {
      if (segment !== undefined || isUndetermined(lift) || lift.pValue >= 0.001) continue;
      if (Math.abs(lift.estimate) > Math.abs(largest.lift)) {
        largest = { lift: lift.estimate, name: metric.name, pValue: lift.pValue };
      }
    }
  }
  const warns = Math.abs(largest.lift) >= LARGE_LIFT;
  return {
    id: "twyman",
    status: warns ? "warn" : "pass",
    statistic: largest.lift,
    pValue: warns ? largest.pValue : null,
    message: warns
      ? `A lift of ${percent(largest.lift)} in ${largest.name} is rare; look for a fault in tracking before celebrating.`
      : "No effect is too good to be true.",
  };
}

/** Whether the first metric could have shown an effect of a size that shops see. */
export function checkPower(metrics: readonly MetricReport[], alpha: number): ExperimentCheck | null {
  const first = metrics[0]?.comparisons.find(({ segment }) => segment === undefined);
  if (first === undefined || isUndetermined(first.effect)) return null;
  const control = metrics[0]!.variants.find(({ id }) => id === first.control)?.mean;
  if (typeof control !== "number" || !(control > 0)) return null;
  const detectable = (detectableStandardErrors({ power: 0.8, alpha }) * first.effect.standardError) / control;
  if (!Number.isFinite(detectable)) return null;
  const warns = detectable > DETECTABLE_LIFT;
  return {
    id: "low-power",
    status: warns ? "warn" : "pass",
    statistic: detectable,
    pValue: null,
    message: `A lift of ${percent(detectable)} in ${metrics[0]!.name} would be found four times out of five${warns ? "; smaller ones are likely to be missed, and those that are found will look larger than they are." : "."}`,
  };
}

/** Whether the first metric is worse in a segment, phones for one, although it may be better for everyone. Silent without segments. */
export function checkSegmentHarm(metrics: readonly MetricReport[]): ExperimentCheck | null {
  const inSegments = (metrics[0]?.comparisons ?? []).filter(({ segment }) => segment !== undefined);
  if (inSegments.length === 0) return null;
  const harmed = inSegments.filter(({ call }) => call === "worse");
  return {
    id: "segment-harm",
    status: harmed.length > 0 ? "warn" : "pass",
    statistic: harmed.length,
    pValue: null,
    message:
      harmed.length > 0
        ? `${metrics[0]!.name} is worse where ${harmed.map(({ segment, variant }) => `${segment} (${variant})`).join(", ")}.`
        : `${metrics[0]!.name} is clearly worse in no segment.`,
  };
}
