import { AttuneError } from "@attune/model/errors";
import type {
  ComparisonCall,
  ExperimentCheck,
  ExperimentMethod,
  ExperimentReport,
  MetricReport,
  VariantComparison,
} from "@attune/model/experiment-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { compareSegments, compareVariants, withheldComparison } from "./compare-variants.ts";
import { decideExperiment } from "./decide-experiment.ts";
import {
  checkMissingValues,
  checkMultipleExposure,
  checkOutliers,
  checkPower,
  checkPrePeriodBalance,
  checkSampleRatio,
  checkSegmentHarm,
  checkSkew,
  checkTwyman,
} from "./experiment-checks.ts";
import {
  checkNovelty,
  checkSplitOverTime,
  type DailySums,
  effectTimeline,
  stageEffects,
} from "./experiment-timeline.ts";
import {
  bayesianInference,
  fixedInference,
  groupSequentialInference,
  type Infer,
  sequentialInference,
} from "./inference.ts";
import { type ArmSums, armOf, type MetricInput, unitsOf } from "./metric-input.ts";
import { benjaminiHochberg, holm } from "./multiple-testing.ts";
import { checkPhoneHarm } from "./phone-harm.ts";
import { repeatedTest } from "./repeated-test.ts";
import { obrienFlemingSpending, pocockSpending } from "./spending.ts";

/** How an experiment is judged. Everything has a default but the control. */
export interface ExperimentOptions {
  control: string;
  method?: ExperimentMethod;
  /** Two-sided; 0.05 unless said. */
  alpha?: number;
  correction?: "holm" | "bh" | "none";
  /**
   * Which comparisons are corrected together: `all` metrics (unless said), or the first, which decides, apart from the others, so that
   * asking for more metrics takes nothing from it.
   */
  family?: "all" | "primary-apart";
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
  /** The first metric by the day on which units were first seen, in order of time. */
  daily?: readonly DailySums[];
  /** counts[variant][stage], and the stages' names, everyone first. */
  stages?: { names: readonly string[]; counts: readonly (readonly number[])[] };
  /** The same within segments (`column=value`). */
  segmentStages?: readonly { segment: string; counts: readonly (readonly number[])[] }[];
  /** Checks that only who collected the data can make. */
  checks?: readonly ExperimentCheck[];
  notTold?: ExperimentReport["notTold"];
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
  correct(metrics, correction, options.family ?? "all", alpha);
  const checks = [
    ...(data.checks ?? []),
    checkSampleRatio(
      data.variants.map(({ units }) => units),
      split,
    ),
    data.daily === undefined ? null : checkSplitOverTime(data.daily, split),
    checkMultipleExposure(data.crossovers, data.inputs.units),
    checkMissingValues(data.missing ?? new Map(), data.inputs.rows),
    checkPrePeriodBalance(data.metrics, control),
    checkOutliers(data.metrics),
    checkSkew(data.metrics),
    checkTwyman(metrics),
    checkPower(metrics, alpha),
    checkSegmentHarm(metrics),
    checkPhoneHarm(metrics),
    data.daily === undefined ? null : checkNovelty(data.daily, ids, control),
  ].filter((check) => check !== null);
  return {
    schema: "attune.measure.experiment/1",
    inputs: data.inputs,
    method,
    options: {
      alpha,
      control: options.control,
      correction,
      ...(options.family === undefined ? {} : { family: options.family }),
      split,
      ...(options.winsorize === undefined ? {} : { winsorize: options.winsorize }),
      ...(options.prior === undefined ? {} : { prior: options.prior }),
      ...looked,
    },
    checks,
    variants: data.variants.map(({ id, units }) => ({ id, units })),
    metrics,
    ...(data.daily === undefined ? {} : { timeline: effectTimeline(data.daily, ids, control, alpha) }),
    ...(data.stages === undefined
      ? {}
      : { stages: stagesOf(data.stages, data.segmentStages ?? [], ids, control, alpha) }),
    ...(data.notTold === undefined ? {} : { notTold: data.notTold }),
    decision: decideExperiment(checks, metrics),
  };
}

/** The effect by stage, of everyone and within segments. */
function stagesOf(
  { names, counts }: NonNullable<ExperimentData["stages"]>,
  segments: NonNullable<ExperimentData["segmentStages"]>,
  ids: readonly string[],
  control: number,
  alpha: number,
): NonNullable<ExperimentReport["stages"]> {
  const everyone = stageEffects(names, counts, ids, control, alpha);
  const inSegments = segments.flatMap(({ segment, counts: own }) =>
    stageEffects(names, own, ids, control, alpha).map((effects) => ({ ...effects, segment })),
  );
  return [...everyone, ...inSegments];
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
): { infer: Infer; looked: Pick<ExperimentReport["options"], "informationShare" | "boundary" | "looks"> } {
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
        looked: {
          informationShare: looks.at(-1)!,
          boundary: test.boundary,
          looks: looks.map((share, i) => ({ share, boundary: test.boundaries[i]! })),
        },
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
  const compare = (arms: readonly ArmSums[], withheld: Undetermined | undefined, segment?: string) =>
    ids.flatMap((variant, i) => {
      if (i === control) return [];
      const names = { variant, control: ids[control]!, segment };
      if (withheld !== undefined) return [withheldComparison(names, withheld)];
      return [compareVariants(metric, arms[i]!, arms[control]!, names, infer, alpha)];
    });
  const segments = metric.segments ?? [];
  const inSegments = segments.map(({ column, value, arms, withheld }) => ({
    column,
    comparisons: compare(arms, withheld, `${column}=${value}`),
  }));
  const heterogeneity = compareSegments(inSegments, alpha);
  return {
    name: metric.name,
    kind: metric.kind,
    ...(metric.unit === undefined ? {} : { unit: metric.unit }),
    direction: metric.direction,
    variants: ids.map((id, i) => {
      const arm = armOf(metric.arms[i]!);
      const n = unitsOf(metric.arms[i]!);
      if (isUndetermined(arm)) return { id, n, mean: arm, standardDeviation: arm };
      return { id, n, mean: arm.value, standardDeviation: Math.sqrt(arm.variance * arm.n) };
    }),
    ...predictionOf(metric, ids),
    comparisons: [...compare(metric.arms, metric.withheld), ...inSegments.flatMap(({ comparisons }) => comparisons)],
    ...(segments.length === 0 ? {} : { heterogeneity }),
  };
}

/** What a metric with a predicted rest is made of; nothing for others, and where an arm has nobody. */
function predictionOf({ arms }: MetricInput, ids: readonly string[]): Pick<MetricReport, "prediction"> {
  const prediction = arms.flatMap((arm, i) => {
    if (arm.kind !== "mean" || arm.prediction === undefined || arm.statistics.n === 0) return [];
    const { n, sum } = arm.statistics;
    const rest = arm.prediction.sum / n;
    return [{ id: ids[i]!, observed: sum / n - rest, rest, restStandardError: Math.sqrt(arm.prediction.variance) }];
  });
  return prediction.length === 0 ? {} : { prediction };
}

/** Corrects the p-values of everyone's comparisons as one family, those of each segment column as another, and makes the calls. */
function correct(
  metrics: readonly MetricReport[],
  correction: "holm" | "bh" | "none",
  grouping: "all" | "primary-apart",
  alpha: number,
): void {
  const families = new Map<string, { metric: MetricReport; comparison: VariantComparison; pValue: number }[]>();
  for (const metric of metrics) {
    for (const comparison of metric.comparisons) {
      if (isUndetermined(comparison.effect)) continue;
      const apart = grouping === "primary-apart" && metric === metrics[0] ? "primary" : "";
      const family = `${apart} ${comparison.segment?.split("=")[0] ?? ""}`;
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
  if (comparison.probabilityBeats !== undefined) return believedCall(comparison, comparison.probabilityBeats, alpha);
  if (pValue <= alpha && gain < 0) return "worse";
  if (comparison.nonInferiority !== undefined) {
    return comparison.nonInferiority.pValue <= alpha / 2 ? "not-worse-than-margin" : "margin-not-shown";
  }
  return pValue <= alpha ? "better" : "unclear";
}

/** The call of method `bayesian`: by the chance to be better, so that the prior counts. */
function believedCall({ nonInferiority }: VariantComparison, chance: number, alpha: number): ComparisonCall {
  if (chance <= alpha / 2) return "worse";
  if (nonInferiority !== undefined) {
    return nonInferiority.pValue <= alpha / 2 ? "not-worse-than-margin" : "margin-not-shown";
  }
  return chance >= 1 - alpha / 2 ? "better" : "unclear";
}
