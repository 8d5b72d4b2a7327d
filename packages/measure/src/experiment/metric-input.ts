import type { MetricKind } from "@attune/model/experiment-report";
import type { MetricUnit } from "@attune/model/metric";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { type ArmEstimate, meanArm, ratioArm } from "./arm-estimate.ts";
import { cupedPair, cupedRatioPair } from "./cuped.ts";
import type { RankTest } from "./mann-whitney.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import { type QuantileStatistics, quantileArm } from "./quantile-arm.ts";
import type {
  CovariateStatistics,
  MeanStatistics,
  ProportionStatistics,
  RatioCovariateStatistics,
  RatioStatistics,
} from "./sufficient-statistics.ts";

/**
 * The sums of one metric in one variant, of everyone or of a segment. Where clusters were randomized, means and shares come as ratios of
 * the clusters' totals to their sizes.
 */
export type ArmSums =
  | {
      kind: "mean";
      statistics: MeanStatistics;
      covariate?: CovariateStatistics;
      raw?: MeanStatistics;
      /** Where a part of the values is predicted. */
      prediction?: PredictedRest;
    }
  | { kind: "proportion"; statistics: ProportionStatistics; covariate?: CovariateStatistics }
  | { kind: "ratio"; statistics: RatioStatistics; covariate?: RatioCovariateStatistics; raw?: RatioStatistics }
  | { kind: "quantile"; statistics: QuantileStatistics | Undetermined; n: number };

/** The part of a metric's values that has not happened yet. */
export interface PredictedRest {
  /** Sum over the units. */
  sum: number;
  /** Squared standard error of the mean rest that the model itself makes: more units of the same kind would not take it away. */
  variance: number;
}

/** One metric as the report takes it. Arms stand in the order of the report's variants. */
export interface MetricInput {
  name: string;
  kind: MetricKind;
  unit?: MetricUnit;
  direction: "increase" | "decrease";
  arms: readonly ArmSums[];
  /** Per segment column and value. */
  segments?: readonly {
    column: string;
    value: string;
    arms: readonly ArmSums[];
    strata?: readonly (readonly ArmSums[])[];
    withheld?: Undetermined;
  }[];
  /** Per stratum its arms: the effect is then of arms that are weighted to the mix of everyone. */
  strata?: readonly (readonly ArmSums[])[];
  /** Of a mean, where units are known: each variant's rank test against the control; null for the control itself. */
  ranks?: readonly (RankTest | Undetermined | null)[];
  /** With a trigger: units of each variant, and the control's value, of everyone. */
  everyone?: { units: readonly number[]; controlValue: number };
  /** With a second factor: the arms with neither change, the first, the second, both. */
  factorial?: readonly [ArmSums, ArmSums, ArmSums, ArmSums];
  /** Why no effect is told although one could be computed: the caller knows that its interval would be wrong. */
  withheld?: Undetermined;
  /** A guardrail: the absolute loss that is still accepted, > 0, in the metric's unit. */
  margin?: number;
  /** How the units' values lie, per arm; for the checks of outliers and skew. */
  shapes?: readonly ValueShape[];
}

/** How the values of one arm's units lie. */
export interface ValueShape {
  n: number;
  mean: number;
  standardDeviation: number;
  skewness: number;
  largest: number;
}

/** The estimate of one arm. A share is the mean of 0s and 1s, with the sample variance that any t test of such a column has. */
export function armOf(sums: ArmSums): ArmEstimate | Undetermined {
  switch (sums.kind) {
    case "mean":
      return meanArm(sums.statistics);
    case "proportion": {
      const { n, successes } = sums.statistics;
      return meanArm({ n, sum: successes, sumSquares: successes });
    }
    case "ratio":
      return ratioArm(sums.statistics);
    case "quantile":
      return isUndetermined(sums.statistics) ? sums.statistics : quantileArm(sums.statistics);
  }
}

/** Both arms as a pair, without any adjustment. */
export function pairOf(treated: ArmSums, control: ArmSums): PairEstimate | Undetermined {
  const pair = pairOfArms(armOf(treated), armOf(control));
  return isUndetermined(pair) ? pair : widened(pair, treated, control);
}

/**
 * The pair with the error of what was predicted. Both arms have it in full: that one model errs alike in both, so that its errors partly
 * cancel out in the difference, is not counted on.
 */
function widened(pair: PairEstimate, treated: ArmSums, control: ArmSums): PairEstimate {
  if (treated.kind !== "mean" || control.kind !== "mean") return pair;
  if (treated.prediction === undefined && control.prediction === undefined) return pair;
  return {
    ...pair,
    treatedVariance: pair.treatedVariance + (treated.prediction?.variance ?? 0),
    controlVariance: pair.controlVariance + (control.prediction?.variance ?? 0),
  };
}

/** The same on values that were not winsorized; null where they are the same. */
export function rawPairOf(treated: ArmSums, control: ArmSums): PairEstimate | Undetermined | null {
  if (treated.kind === "mean" && control.kind === "mean" && treated.raw !== undefined && control.raw !== undefined) {
    const pair = pairOfArms(meanArm(treated.raw), meanArm(control.raw));
    return isUndetermined(pair) ? pair : widened(pair, treated, control);
  }
  if (treated.kind === "ratio" && control.kind === "ratio" && treated.raw !== undefined && control.raw !== undefined) {
    return pairOfArms(ratioArm(treated.raw), ratioArm(control.raw));
  }
  return null;
}

/** The pair adjusted by its covariate; null where there is none. */
export function adjustedPairOf(
  treated: ArmSums,
  control: ArmSums,
): { pair: PairEstimate; varianceRatio: number } | Undetermined | null {
  if (treated.kind === "ratio" && control.kind === "ratio") {
    if (treated.covariate === undefined || control.covariate === undefined) return null;
    return cupedRatioPair(treated.covariate, control.covariate);
  }
  if (treated.kind === "quantile" || control.kind === "quantile" || treated.kind !== control.kind) return null;
  if (treated.kind === "ratio" || control.kind === "ratio") return null;
  if (treated.covariate === undefined || control.covariate === undefined) return null;
  const adjusted = cupedPair(treated.covariate, control.covariate);
  return isUndetermined(adjusted) ? adjusted : { ...adjusted, pair: widened(adjusted.pair, treated, control) };
}

function pairOfArms(
  treated: ArmEstimate | Undetermined,
  control: ArmEstimate | Undetermined,
): PairEstimate | Undetermined {
  if (isUndetermined(treated)) return treated;
  if (isUndetermined(control)) return control;
  return independentPair(treated, control);
}

/** Units of an arm. */
export function unitsOf(sums: ArmSums): number {
  return sums.kind === "quantile" ? sums.n : sums.statistics.n;
}
