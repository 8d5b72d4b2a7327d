import { logStudentTSurvival, studentTUpperQuantile } from "@attune/math/distribution/student-t";
import type { Effect } from "@attune/model/report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ArmEstimate } from "./arm-estimate.ts";

/** An effect with the natural logarithm of its p-value, which does not underflow: log p of −5000 is as good as of −1. */
export interface TestedEffect extends Effect {
  logPValue: number;
  degreesOfFreedom: number;
}

/** The Welch–Satterthwaite degrees of freedom of a difference of two independent estimates. */
export function welchDegreesOfFreedom(treated: ArmEstimate, control: ArmEstimate): number {
  const total = treated.variance + control.variance;
  return (
    (total * total) /
    (treated.variance ** 2 / treated.degreesOfFreedom + control.variance ** 2 / control.degreesOfFreedom)
  );
}

/**
 * The absolute effect, treated minus control, by Welch's t: two-sided p by the survival function, interval of level 1 − `alpha`.
 * Assumes (1) independent units; (2) values that are approximately normal over repeated samples. Equal variances are not assumed.
 * Undetermined when both variances are zero.
 * @see Welch (1947), Biometrika 34, 28–35; docs/methods/welch.md
 */
export function welch(treated: ArmEstimate, control: ArmEstimate, alpha = 0.05): TestedEffect | Undetermined {
  const standardError = Math.sqrt(treated.variance + control.variance);
  if (standardError === 0) {
    return undetermined("zero-variance", "Every unit of both variants has the same value, so chance cannot be judged.");
  }
  const estimate = treated.value - control.value;
  const degreesOfFreedom = welchDegreesOfFreedom(treated, control);
  const half = studentTUpperQuantile(alpha / 2, degreesOfFreedom) * standardError;
  const logPValue = twoSidedLogP(estimate / standardError, degreesOfFreedom);
  return {
    estimate,
    standardError,
    interval: [estimate - half, estimate + half],
    pValue: Math.exp(logPValue),
    logPValue,
    degreesOfFreedom,
  };
}

/** log of P(|T| ≥ |t|). */
export function twoSidedLogP(t: number, degreesOfFreedom: number): number {
  return Math.min(0, Math.LN2 + logStudentTSurvival(Math.abs(t), degreesOfFreedom));
}
