import { AttuneError } from "@attune/model/errors";
import type {
  ComparisonCall,
  ExperimentMethod,
  ExperimentReport,
  MetricReport,
  VariantComparison,
} from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { decideExperiment } from "./decide-experiment.ts";
import {
  checkMissingValues,
  checkMultipleExposure,
  checkOutliers,
  checkPower,
  checkPrePeriodBalance,
  checkSampleRatio,
  checkSkew,
  checkTwyman,
} from "./experiment-checks.ts";
import { type SegmentEffect, segmentHeterogeneity } from "./heterogeneity.ts";
import {
  bayesianInference,
  type Counts,
  fixedInference,
  groupSequentialInference,
  type Infer,
  sequentialInference,
} from "./inference.ts";
import { type ArmSums, adjustedPairOf, armOf, type MetricInput, pairOf, rawPairOf, unitsOf } from "./metric-input.ts";
import { benjaminiHochberg, holm } from "./multiple-testing.ts";
import { testGreater } from "./one-sided.ts";
import { repeatedTest } from "./repeated-test.ts";
import { obrienFlemingSpending, pocockSpending } from "./spending.ts";

/** How an experiment is judged. Everything has a default but the control. */
export interface ExperimentOptions {
  control: string;
  method?: ExperimentMethod;
  /** Two-sided; 0.05 unless said. */
  alpha?: number;
  correction?: "holm" | "bh" | "none";
  /** Planned shares of the variants, in their order; equal unless said. */
  split?: readonly number[];
  winsorize?: number;
  /** Belief about the lift before the data, for method `bayesian`. */
  prior?: { mean: number; standardDeviation: number };
  /** For `sequential`: the number of units near which the sequence is tightest. */
  tuning?: number;
  /** For `group-sequential`: shares of the planned information at the looks so far, the present one last. */
  looks?: readonly number[];
  spending?: "obrien-fleming" | "pocock";
}

/** What is known of an experiment: sums only, so that a file, the store and the console end in the same code. */
export interface ExperimentData {
  inputs: ExperimentReport["inputs"];
  variants: readonly { id: string; units: number }[];
  metrics: readonly MetricInput[];
  /** Units seen in more than one variant. */
  crossovers: number;
  /** Cells without a value, per column; they count as nothing. */
  missing?: ReadonlyMap<string, number>;
}

/** The whole report of an experiment, in the order in which it should be read. Pure: the same data give the same report. */
export function experimentReport(data: ExperimentData, options: ExperimentOptions): ExperimentReport {
  const control = data.variants.findIndex(({ id }) => id === options.control);
  const ids = data.variants.map(({ id }) => id);
  if (control === -1) {
    throw new AttuneError("bad-request", `There is no variant "${options.control}"; the data hold ${ids.join(", ")}.`, {
      path: "control",
    });
  }
  if (ids.length < 2) {
    throw new AttuneError("bad-request", `The data hold one variant only (${ids[0]}); an effect needs two.`);
  }
  const method = options.method ?? "fixed";
  const alpha = options.alpha ?? 0.05;
  const correction = options.correction ?? "holm";
  const split = planned(options.split, ids);
  const { infer, looked } = inferenceOf(method, alpha, options);
  const metrics = data.metrics.map((metric) => reportMetric(metric, ids, control, infer, alpha));
  correct(metrics, correction, alpha);
  const checks = [
    checkSampleRatio(
      data.variants.map(({ units }) => units),
      split,
    ),
    checkMultipleExposure(data.crossovers, data.inputs.units),
    checkMissingValues(data.missing ?? new Map(), data.inputs.rows),
    checkPrePeriodBalance(data.metrics, control),
    checkOutliers(data.metrics),
    checkSkew(data.metrics),
    checkTwyman(metrics),
    checkPower(metrics, alpha),
  ].filter((check) => check !== null);
  return {
    schema: "attune.measure.experiment/1",
    inputs: data.inputs,
    method,
    options: {
      alpha,
      control: options.control,
      correction,
      split,
      ...(options.winsorize === undefined ? {} : { winsorize: options.winsorize }),
      ...(options.prior === undefined ? {} : { prior: options.prior }),
      ...looked,
    },
    checks,
    variants: data.variants.map(({ id, units }) => ({ id, units })),
    metrics,
    decision: decideExperiment(checks, metrics),
  };
}

function planned(split: readonly number[] | undefined, ids: readonly string[]): number[] {
  if (split === undefined) return ids.map(() => 1 / ids.length);
  if (split.length !== ids.length || !split.every((share) => share > 0 && Number.isFinite(share))) {
    throw new AttuneError("bad-request", `The split needs a share above zero for each of ${ids.join(", ")}.`, {
      path: "split",
    });
  }
  const total = split.reduce((sum, share) => sum + share, 0);
  return split.map((share) => share / total);
}

function inferenceOf(
  method: ExperimentMethod,
  alpha: number,
  options: ExperimentOptions,
): { infer: Infer; looked: { informationShare?: number; boundary?: number } } {
  switch (method) {
    case "fixed":
      return { infer: fixedInference(alpha), looked: {} };
    case "sequential":
      return { infer: sequentialInference(alpha, options.tuning), looked: {} };
    case "bayesian": {
      const prior = options.prior;
      const normal = prior === undefined ? undefined : { mean: prior.mean, variance: prior.standardDeviation ** 2 };
      return { infer: bayesianInference(alpha, normal), looked: {} };
    }
    case "group-sequential": {
      const looks = options.looks;
      if (looks === undefined || looks.length === 0) {
        throw new AttuneError(
          "bad-request",
          "Method group-sequential needs the looks, as shares of the planned units.",
          {
            path: "looks",
          },
        );
      }
      const spending = options.spending === "pocock" ? pocockSpending : obrienFlemingSpending;
      const test = repeatedTest(looks, spending, alpha);
      return {
        infer: groupSequentialInference(test, alpha),
        looked: { informationShare: looks.at(-1)!, boundary: test.boundary },
      };
    }
  }
}

function reportMetric(
  metric: MetricInput,
  ids: readonly string[],
  control: number,
  infer: Infer,
  alpha: number,
): MetricReport {
  const compare = (arms: readonly ArmSums[], segment?: string) =>
    ids.flatMap((variant, i) =>
      i === control
        ? []
        : [compareArms(metric, arms[i]!, arms[control]!, { variant, control: ids[control]!, segment }, infer, alpha)],
    );
  const segments = metric.segments ?? [];
  const inSegments = segments.map(({ column, value, arms }) => ({
    column,
    comparisons: compare(arms, `${column}=${value}`),
  }));
  const heterogeneity = compareSegments(inSegments, alpha);
  return {
    name: metric.name,
    kind: metric.kind,
    direction: metric.direction,
    variants: ids.map((id, i) => {
      const arm = armOf(metric.arms[i]!);
      const n = unitsOf(metric.arms[i]!);
      if (isUndetermined(arm)) return { id, n, mean: arm, standardDeviation: arm };
      return { id, n, mean: arm.value, standardDeviation: Math.sqrt(arm.variance * arm.n) };
    }),
    comparisons: [...compare(metric.arms), ...inSegments.flatMap(({ comparisons }) => comparisons)],
    ...(segments.length === 0 ? {} : { heterogeneity }),
  };
}

/** The test that comes before the segments, and the shrunken effects written into them. `groups` hold one comparison per variant each. */
function compareSegments(
  groups: readonly { column: string; comparisons: VariantComparison[] }[],
  alpha: number,
): NonNullable<MetricReport["heterogeneity"]> {
  const tests: NonNullable<MetricReport["heterogeneity"]> = [];
  for (const column of new Set(groups.map((group) => group.column))) {
    const ofColumn = groups.filter((group) => group.column === column);
    for (let i = 0; i < ofColumn[0]!.comparisons.length; i++) {
      const members: VariantComparison[] = [];
      const effects: SegmentEffect[] = [];
      for (const { comparisons } of ofColumn) {
        const comparison = comparisons[i]!;
        if (isUndetermined(comparison.effect)) continue;
        members.push(comparison);
        effects.push(comparison.effect);
      }
      if (effects.length < 2) continue;
      const { statistic, degreesOfFreedom, pValue, shrunk } = segmentHeterogeneity(effects, alpha);
      members.forEach((comparison, k) => {
        comparison.shrunkEffect = shrunk[k]!;
      });
      tests.push({ segment: column, variant: members[0]!.variant, statistic, degreesOfFreedom, pValue });
    }
  }
  return tests;
}

/** Forty thousand of these make a large report: objects of one shape, built once. */
function compareArms(
  metric: MetricInput,
  treated: ArmSums,
  control: ArmSums,
  names: Names,
  infer: Infer,
  alpha: number,
): VariantComparison {
  const plain = pairOf(treated, control);
  if (isUndetermined(plain)) return labelled(names, plain, plain);
  const counts: Counts =
    treated.kind === "proportion" && control.kind === "proportion"
      ? { treated: treated.statistics, control: control.statistics }
      : null;
  const adjusted = adjustedPairOf(treated, control);
  const usable = adjusted !== null && !isUndetermined(adjusted) ? adjusted : null;
  const pair = usable?.pair ?? plain;
  const { effect, lift, probabilityBeats, expectedLoss } = infer(pair, usable === null ? counts : null);
  const comparison = labelled(names, effect, lift);
  if (probabilityBeats !== undefined) comparison.probabilityBeats = probabilityBeats;
  if (expectedLoss !== undefined) comparison.expectedLoss = expectedLoss;
  if (usable !== null) {
    const without = infer(plain, counts);
    comparison.unadjusted = { effect: without.effect, lift: without.lift, varianceRatio: usable.varianceRatio };
  }
  const raw = rawPairOf(treated, control);
  if (raw !== null) {
    const without = isUndetermined(raw) ? { effect: raw, lift: raw } : infer(raw, null);
    comparison.raw = { effect: without.effect, lift: without.lift };
  }
  if (metric.margin !== undefined && !isUndetermined(effect)) {
    const sign = metric.direction === "decrease" ? -1 : 1;
    const gain = { estimate: sign * effect.estimate, standardError: effect.standardError };
    const test = testGreater(gain, pair.degreesOfFreedom, -metric.margin, alpha / 2);
    comparison.nonInferiority = { margin: metric.margin, lower: sign * test.lower, pValue: test.pValue };
  }
  return comparison;
}

interface Names {
  variant: string;
  control: string;
  segment: string | undefined;
}

function labelled(
  { variant, control, segment }: Names,
  effect: VariantComparison["effect"],
  lift: VariantComparison["lift"],
): VariantComparison {
  return segment === undefined
    ? { variant, control, effect, lift, call: "unclear" }
    : { variant, control, segment, effect, lift, call: "unclear" };
}

/** Corrects the p-values of everyone's comparisons as one family, those of each segment column as another, and makes the calls. */
function correct(metrics: readonly MetricReport[], correction: "holm" | "bh" | "none", alpha: number): void {
  const families = new Map<string, { metric: MetricReport; comparison: VariantComparison; pValue: number }[]>();
  for (const metric of metrics) {
    for (const comparison of metric.comparisons) {
      if (isUndetermined(comparison.effect)) continue;
      const family = comparison.segment?.split("=")[0] ?? "";
      const members = families.get(family) ?? [];
      members.push({ metric, comparison, pValue: comparison.effect.pValue });
      families.set(family, members);
    }
  }
  for (const members of families.values()) {
    const pValues = members.map(({ pValue }) => pValue);
    const adjusted =
      correction === "none" ? pValues : correction === "holm" ? holm(pValues) : benjaminiHochberg(pValues);
    members.forEach(({ metric, comparison }, i) => {
      if (correction !== "none") comparison.adjustedPValue = adjusted[i]!;
      comparison.call = callOf(metric, comparison, adjusted[i]!, alpha);
    });
  }
}

function callOf(metric: MetricReport, comparison: VariantComparison, pValue: number, alpha: number): ComparisonCall {
  if (isUndetermined(comparison.effect)) return "unclear";
  const gain = metric.direction === "decrease" ? -comparison.effect.estimate : comparison.effect.estimate;
  if (pValue <= alpha && gain < 0) return "worse";
  if (comparison.nonInferiority !== undefined) {
    return comparison.nonInferiority.pValue <= alpha / 2 ? "not-worse-than-margin" : "margin-not-shown";
  }
  return pValue <= alpha ? "better" : "unclear";
}
