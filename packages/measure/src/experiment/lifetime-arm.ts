import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type ArmEstimate, meanArm } from "./arm-estimate.ts";
import type { MeanStatistics } from "./sufficient-statistics.ts";

/** Lifetime value of one variant: what was seen, and what a model expects to follow. */
export interface LifetimeStatistics {
  /** Σ and Σ² of observed + predicted per unit. */
  value: MeanStatistics;
  /**
   * Variance of the model's error in the arm's mean prediction (of the mean, not of one unit): what more units of the same kind would not
   * take away.
   */
  predictionVariance: number;
}

/** Observed value plus a predicted rest: the rest's error widens the interval, as it should. */
export function lifetimeArm({ value, predictionVariance }: LifetimeStatistics): ArmEstimate | Undetermined {
  if (!(predictionVariance >= 0)) {
    return undetermined("no-prediction-error", "The predicted part of the lifetime value came without its error.");
  }
  const arm = meanArm(value);
  return isUndetermined(arm) ? arm : { ...arm, variance: arm.variance + predictionVariance };
}
