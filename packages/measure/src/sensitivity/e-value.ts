import { type Undetermined, undetermined } from "@attune/model/undetermined";

/**
 * How strongly an unmeasured confounder would have to be tied to both treatment and outcome (as a risk ratio, beyond the measured
 * covariates) to explain a risk ratio away. 1 for a risk ratio of 1.
 * @see VanderWeele and Ding (2017), Annals of Internal Medicine 167, 268–274; docs/methods/sensitivity.md
 */
export function eValue(riskRatio: number): number {
  const ratio = riskRatio >= 1 ? riskRatio : 1 / riskRatio;
  return ratio + Math.sqrt(ratio * (ratio - 1));
}

/**
 * The E-value of an absolute effect, by the approximation RR ≈ exp(0.91·effect/sd): for the estimate, and for the end of its interval
 * nearest to 0 (1 where the interval holds 0).
 */
export function effectEValue(
  estimate: number,
  interval: readonly [number, number],
  outcomeDeviation: number,
): { point: number; interval: number } | Undetermined {
  if (!(outcomeDeviation > 0)) return undetermined("zero-variance", "The outcome never varies.");
  const ratio = (effect: number) => Math.exp((0.91 * effect) / outcomeDeviation);
  const holdsZero = interval[0] <= 0 && interval[1] >= 0;
  const nearest = estimate > 0 ? interval[0] : interval[1];
  return { point: eValue(ratio(estimate)), interval: holdsZero ? 1 : eValue(ratio(nearest)) };
}
