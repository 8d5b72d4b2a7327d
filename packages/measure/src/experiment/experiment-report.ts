import { AttuneError } from "@attune/model/errors";
import type { ExperimentCheck, ExperimentMethod, ExperimentReport } from "@attune/model/experiment-report";
import { callComparisons } from "./call-comparisons.ts";
import { decideExperiment } from "./decide-experiment.ts";
import {
  type ClusterDesign,
  checkClusters,
  checkFactorsIndependent,
  checkInteraction,
  checkSplitOfEveryone,
  checkStrata,
} from "./design-checks.ts";
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
import type { MetricInput } from "./metric-input.ts";
import { checkPhoneHarm } from "./phone-harm.ts";
import { repeatedTest } from "./repeated-test.ts";
import { reportMetric } from "./report-metric.ts";
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
  /** Where clusters were randomized, and sums are over them. */
  clusters?: ClusterDesign;
  /** The column of those who could meet the change, and units of each variant among everyone. */
  triggered?: { column: string; everyone: readonly number[] };
  /** The column of the strata in the metrics. */
  strata?: string;
  /** The second factor of a factorial experiment: its column, its control, its other value, and units [neither, first, second, both]. */
  factorial?: { column: string; control: string; other: string; counts: readonly [number, number, number, number] };
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
  const metrics = data.metrics.map((metric) => reportMetric(metric, ids, control, infer, alpha, data.factorial?.other));
  callComparisons(metrics, correction, options.family ?? "all", alpha);
  const checks = [
    ...(data.checks ?? []),
    checkSampleRatio(data.clusters?.counts ?? data.variants.map(({ units }) => units), split),
    data.triggered === undefined ? null : checkSplitOfEveryone(data.triggered.everyone, split),
    data.clusters === undefined ? null : checkClusters(data.clusters, ids),
    data.factorial === undefined ? null : checkFactorsIndependent(data.factorial.counts),
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
    checkInteraction(metrics[0]),
    data.strata === undefined ? null : checkStrata(data.strata, metrics),
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
      ...(data.clusters === undefined ? {} : { cluster: data.clusters.column }),
      ...(data.strata === undefined ? {} : { strata: data.strata }),
      ...(data.triggered === undefined ? {} : { triggered: data.triggered.column }),
      ...(data.factorial === undefined
        ? {}
        : { factorial: { column: data.factorial.column, control: data.factorial.control } }),
      ...(options.prior === undefined ? {} : { prior: options.prior }),
      ...looked,
    },
    checks,
    variants: data.variants.map(({ id, units }, i) =>
      data.clusters === undefined ? { id, units } : { id, units, clusters: data.clusters.counts[i]! },
    ),
    metrics,
    ...(data.daily === undefined ? {} : { timeline: effectTimeline(data.daily, ids, control, alpha) }),
    ...(data.stages === undefined
      ? {}
      : { stages: stagesOf(data.stages, data.segmentStages ?? [], ids, control, alpha) }),
    ...(data.notTold === undefined ? {} : { notTold: data.notTold }),
    decision: decideExperiment(checks, metrics, method),
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
