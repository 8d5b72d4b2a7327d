import { studentTUpperQuantile } from "@attune/math/distribution/student-t";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { PairEstimate } from "./pair-estimate.ts";
import { type TestedEffect, twoSidedLogP } from "./welch.ts";

/**
 * The relative lift by the delta method, as GrowthBook and PostHog report it: for comparing with them.
 * It covers too rarely where the control's mean is uncertain (docs/methods/delta-lift.md); `fiellerLift` is the default for that reason.
 * Its degrees of freedom are those of the absolute difference, as theirs are.
 */
export function deltaLift(pair: PairEstimate, alpha = 0.05): TestedEffect | Undetermined {
  const { treated, control } = pair;
  if (!(control > 0)) {
    return undetermined("control-not-positive", "The control is not above zero, so a relative change has no meaning.");
  }
  const ratio = treated / control;
  const variance = pair.treatedVariance - 2 * ratio * pair.covariance + ratio * ratio * pair.controlVariance;
  const standardError = Math.sqrt(variance) / control;
  if (!(standardError > 0 && standardError < Infinity)) {
    return undetermined("zero-variance", "The relative change has no spread that could be judged.");
  }
  const estimate = ratio - 1;
  const half = studentTUpperQuantile(alpha / 2, pair.degreesOfFreedom) * standardError;
  const logPValue = twoSidedLogP(estimate / standardError, pair.degreesOfFreedom);
  return {
    estimate,
    standardError,
    interval: [estimate - half, estimate + half],
    pValue: Math.exp(logPValue),
    logPValue,
  };
}
