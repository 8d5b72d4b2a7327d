import type { MetricUnit } from "./metric.ts";
import type { Effect, Lift } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

export type ExperimentMethod = "fixed" | "sequential" | "group-sequential" | "bayesian";
export type MetricKind = "mean" | "proportion" | "ratio" | "quantile";

/** One question of trust that is asked before any estimate is believed. */
export interface ExperimentCheck {
  /** `sample-ratio`, `multiple-exposure`, `pre-period-balance`, … */
  id: string;
  status: "pass" | "warn" | "fail";
  statistic: number | null;
  pValue: number | null;
  message: string;
}

/** An effect with the natural logarithm of its p-value. Interval ends are null where the method bounds one side only. */
export interface ExperimentEffect extends Omit<Effect, "interval"> {
  interval: [number | null, number | null];
  logPValue: number;
}

export interface ExperimentLift extends Lift {
  /** Of no lift; by Fieller's construction that of the absolute effect. */
  pValue: number;
}

/** What the reader may conclude of one comparison. */
export type ComparisonCall =
  | "better"
  | "worse"
  | "unclear"
  /** A guardrail that cannot be worse than its margin. */
  | "not-worse-than-margin"
  /** A guardrail that may be worse than its margin. */
  | "margin-not-shown";

/** One variant against the control, overall or within a segment. What was not asked for is left out. */
export interface VariantComparison {
  variant: string;
  control: string;
  /** `column=value`; left out for everyone. */
  segment?: string;
  effect: ExperimentEffect | Undetermined;
  lift: ExperimentLift | Undetermined;
  /** With method `bayesian`: the chance to be better, in the metric's direction. */
  probabilityBeats?: number;
  /** With method `bayesian`: what shipping loses on average, in the metric's unit. */
  expectedLoss?: number;
  /** p corrected for all comparisons of the report. */
  adjustedPValue?: number;
  call: ComparisonCall;
  /** With a covariate or strata: the same without them, and what they were worth. */
  unadjusted?: { effect: ExperimentEffect | Undetermined; lift: ExperimentLift | Undetermined; varianceRatio: number };
  /** With winsorizing: the same on the raw values. */
  raw?: { effect: ExperimentEffect | Undetermined; lift: ExperimentLift | Undetermined };
  /** Of a mean, where units are known: by ranks, blind to how large the largest are. The chance that a unit has more than one of the control. */
  ranks?: { probabilityLarger: number; pValue: number } | Undetermined;
  /** With a trigger: the effect on everyone, of whom only this share could meet the change. */
  everyone?:
    | { estimate: number; standardError: number; interval: [number, number]; lift: number; triggerShare: number }
    | Undetermined;
  /** In a segment: the effect drawn towards that of everyone, as far as the segments' differences are noise. */
  shrunkEffect?: { estimate: number; standardError: number; interval: [number, number] };
  /** With a margin: the test that the effect is above minus the margin. */
  nonInferiority?: { margin: number; lower: number; pValue: number };
}

export interface MetricReport {
  name: string;
  kind: MetricKind;
  /** How its numbers are read, where the metric is an entry of a playbook. */
  unit?: MetricUnit;
  /** The best direction; `decrease` turns the meaning of `better` around. */
  direction: "increase" | "decrease";
  /**
   * `mean` is the metric's value in the variant: a mean, a share, a ratio, a quantile. The deviation is of single units. Where clusters
   * were randomized, `n` and the deviation are of clusters.
   */
  variants: { id: string; n: number; mean: number | Undetermined; standardDeviation: number | Undetermined }[];
  /**
   * With a predicted rest (lifetime value): per variant what a unit was seen to bring, what it is expected to bring still, and the model's
   * error of that expectation, which is in every interval.
   */
  prediction?: { id: string; observed: number; rest: number; restStandardError: number }[];
  comparisons: VariantComparison[];
  /** With a second factor: what each change does on average over the other, and what both add beyond the sum of each alone. */
  factorial?:
    | {
        variant: string;
        other: string;
        first: ExperimentEffect;
        second: ExperimentEffect;
        interaction: ExperimentEffect;
      }
    | Undetermined;
  /** With segments: whether they differ at all, to be read before any of them. */
  heterogeneity?: { segment: string; variant: string; statistic: number; degreesOfFreedom: number; pValue: number }[];
}

/**
 * - `ship`: the first metric is better, and no guardrail speaks against it;
 * - `hold`: it is better, but a guardrail is harmed or not shown to be safe;
 * - `stop`: the first metric is worse;
 * - `learn`: nothing is shown yet;
 * - `invalid`: a check failed, so that no estimate can be believed.
 */
export type ExperimentVerdict = "ship" | "hold" | "stop" | "learn" | "invalid";

/** How the first metric's effect developed, by the day on which units were first seen. */
export interface EffectTimeline {
  variant: string;
  /** Cumulative: everyone seen up to the day, with an always-valid interval; undetermined while it is too early. */
  days: { day: string; units: number; effect: ExperimentEffect | Undetermined }[];
}

/** The effect on reaching the last stage of a funnel, split over its transitions; the contributions sum to the effect. */
export interface StageEffects {
  variant: string;
  control: string;
  /** `column=value`; left out for everyone. */
  segment?: string;
  effect: number;
  transitions: {
    from: string;
    to: string;
    treated: number;
    control: number;
    contribution: number;
    interval: [number, number];
  }[];
}

/** The report of an experiment: stable, versioned. */
export interface ExperimentReport {
  schema: "attune.measure.experiment/1";
  inputs: { data: string; sha256: string; rows: number; units: number };
  method: ExperimentMethod;
  options: {
    alpha: number;
    control: string;
    correction: "holm" | "bh" | "none";
    /** `primary-apart`: the first metric is corrected apart from the others. */
    family?: "all" | "primary-apart";
    /** Planned shares of the variants, in their order. */
    split: number[];
    winsorize?: number;
    /** The column of the clusters that were randomized. */
    cluster?: string;
    /** The column of the strata by which both variants are weighted to the mix of everyone. */
    strata?: string;
    /** The column of those who could meet the change: only they are compared. */
    triggered?: string;
    /** The column of the second factor, and its control. */
    factorial?: { column: string; control: string };
    prior?: { mean: number; standardDeviation: number };
    /** With `group-sequential`: the share of the planned information that is in, and the boundary there. */
    informationShare?: number;
    boundary?: number;
    /** All looks so far with their boundaries, the present one last. */
    looks?: { share: number; boundary: number }[];
  };
  checks: ExperimentCheck[];
  /** `clusters`: where these were randomized. */
  variants: { id: string; units: number; clusters?: number }[];
  metrics: MetricReport[];
  /** With a date column. */
  timeline?: EffectTimeline[];
  /** With stages. */
  stages?: (StageEffects | ({ variant: string; segment?: string } & Undetermined))[];
  /** Metrics that were asked for and that the data say nothing of. */
  notTold?: ({ name: string } & Undetermined)[];
  decision: { verdict: ExperimentVerdict; reasons: string[] };
}
