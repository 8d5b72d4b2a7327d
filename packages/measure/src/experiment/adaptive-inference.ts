import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** A log of a bandit: who got which variant, with which probabilities it was drawn, and what came of it. In order of time. */
export interface AdaptiveLog {
  /** chosen[t] is the index of the variant. */
  chosen: Uint8Array;
  reward: Float64Array;
  /** propensity[t·variants + v], the probability with which v could have been drawn at t; > 0. */
  propensity: Float64Array;
  variants: number;
}

/** A variant's value from adaptively collected data, with the naive mean beside it. */
export interface AdaptiveEstimate {
  estimate: number;
  standardError: number;
  interval: [number, number];
  /** The plain mean of those who got it: biased downward where a bandit abandons what starts badly. */
  naive: number;
}

/**
 * The value of each variant by adaptively weighted AIPW: scores μ̂ₜ₋₁ + 1{chosen}·(y − μ̂ₜ₋₁)/e, where μ̂ₜ₋₁ is the mean seen before t,
 * weighted by √e ("constant allocation"), which makes the estimate normal where a plain mean is not.
 * Assumes that the logged propensities are those that were used, and bounded away from zero at a rate slower than 1/t.
 * @see Hadad, Hirshberg, Zhan, Wager, Athey (2021), Confidence intervals for policy evaluation in adaptive experiments, PNAS 118
 */
export function adaptiveEstimates(log: AdaptiveLog, alpha = 0.05): (AdaptiveEstimate | Undetermined)[] {
  return Array.from({ length: log.variants }, (_, v) => variantEstimate(log, v, alpha));
}

/** The difference of two variants; their adaptively weighted scores are asymptotically uncorrelated (Hadad et al., theorem 3). */
export function adaptiveDifference(
  treated: AdaptiveEstimate,
  control: AdaptiveEstimate,
  alpha = 0.05,
): Omit<AdaptiveEstimate, "naive"> {
  const estimate = treated.estimate - control.estimate;
  const standardError = Math.hypot(treated.standardError, control.standardError);
  const half = normalUpperQuantile(alpha / 2) * standardError;
  return { estimate, standardError, interval: [estimate - half, estimate + half] };
}

function variantEstimate(log: AdaptiveLog, v: number, alpha: number): AdaptiveEstimate | Undetermined {
  const size = log.chosen.length;
  let seen = 0;
  let seenSum = 0;
  let weightSum = 0;
  let weighted = 0;
  const scores = new Float64Array(size);
  const weights = new Float64Array(size);
  for (let t = 0; t < size; t++) {
    const propensity = log.propensity[t * log.variants + v]!;
    if (!(propensity > 0)) return undetermined("no-overlap", `At row ${t + 1} this variant could not have been drawn.`);
    const before = seen === 0 ? 0 : seenSum / seen;
    const isChosen = log.chosen[t] === v;
    scores[t] = before + (isChosen ? (log.reward[t]! - before) / propensity : 0);
    weights[t] = Math.sqrt(propensity);
    weightSum += weights[t]!;
    weighted += weights[t]! * scores[t]!;
    if (isChosen) {
      seen += 1;
      seenSum += log.reward[t]!;
    }
  }
  if (seen < 2) return undetermined("too-few-units", `Only ${seen} units got this variant.`);
  const estimate = weighted / weightSum;
  let variance = 0;
  for (let t = 0; t < size; t++) variance += (weights[t]! * (scores[t]! - estimate)) ** 2;
  const standardError = Math.sqrt(variance) / weightSum;
  const half = normalUpperQuantile(alpha / 2) * standardError;
  return { estimate, standardError, interval: [estimate - half, estimate + half], naive: seenSum / seen };
}
