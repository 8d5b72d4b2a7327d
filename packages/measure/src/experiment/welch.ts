import { logStudentTSurvival, studentTUpperQuantile } from "@attune/math/distribution/student-t";
import type { Effect } from "@attune/model/report";
import { differenceVariance, type PairEstimate } from "./pair-estimate.ts";

/** An effect with the natural logarithm of its p-value, which does not underflow: log p of −5000 is as good as of −1. */
export interface TestedEffect extends Effect {
  logPValue: number;
}

/**
 * The absolute effect, treated minus control, by Welch's t: two-sided p by the survival function, interval of level 1 − `alpha`.
 * Assumes (1) independent units; (2) values that are approximately normal over repeated samples. Equal variances are not assumed.
 * @see Welch (1947), Biometrika 34, 28–35; docs/methods/welch.md
 */
export function welch(pair: PairEstimate, alpha = 0.05): TestedEffect {
  const estimate = pair.treated - pair.control;
  const standardError = Math.sqrt(differenceVariance(pair));
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

/** log of P(|T| ≥ |t|). */
export function twoSidedLogP(t: number, degreesOfFreedom: number): number {
  return Math.min(0, Math.LN2 + logStudentTSurvival(Math.abs(t), degreesOfFreedom));
}
