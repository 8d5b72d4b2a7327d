import type { Estimand } from "./balancing-weights.ts";
import type { WeightedEffect } from "./weighted-difference.ts";

/** Predictions for every row, from rows other than its own. */
export interface Nuisance {
  propensity: Float64Array;
  /** Expected outcome under treatment and without it. */
  treatedOutcome: Float64Array;
  controlOutcome: Float64Array;
}

/**
 * The augmented (doubly robust) estimate: weighted outcomes corrected by a regression, right when either the propensity or the outcome
 * model is, and with cross-fitted nuisances normal at rate √n even where those learn slowly.
 * Rows with a propensity outside [trim, 1 − trim] are left out, which changes whose effect it is.
 * @see Robins, Rotnitzky and Zhao (1994); Chernozhukov et al. (2018), Econometrics J. 21, C1–C68; Mao, Li and Greene (2019) for the overlap
 */
export function augmentedDifference(
  outcome: Float64Array,
  treated: Uint8Array,
  { propensity, treatedOutcome, controlOutcome }: Nuisance,
  estimand: Estimand,
  trim = 0,
): WeightedEffect {
  const n = outcome.length;
  const share = new Float64Array(n);
  const score = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const e = propensity[i]!;
    if (e < trim || e > 1 - trim) continue;
    const isTreated = treated[i] === 1;
    // Population weight h(e): 1 for everybody, e for the treated, e(1−e) for the overlap; arms weigh h/e and h/(1−e).
    const h = estimand === "ate" ? 1 : estimand === "att" ? e : e * (1 - e);
    const rest = isTreated
      ? (h / e) * (outcome[i]! - treatedOutcome[i]!)
      : (-h / (1 - e)) * (outcome[i]! - controlOutcome[i]!);
    if (estimand === "att") {
      // Among the treated themselves the outcome under treatment is seen, so its model is not needed.
      share[i] = isTreated ? 1 : 0;
      score[i] = isTreated ? outcome[i]! - controlOutcome[i]! : rest;
    } else {
      share[i] = h;
      score[i] = h * (treatedOutcome[i]! - controlOutcome[i]!) + rest;
    }
  }
  let total = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    total += share[i]! / n;
    sum += score[i]! / n;
  }
  const effect = sum / total;
  return { effect, influence: score.map((value, i) => (value - effect * share[i]!) / total) };
}

/** √(mean(influence²)/n). */
export function influenceStandardError(influence: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < influence.length; i++) sum += influence[i]! * influence[i]!;
  return Math.sqrt(sum) / influence.length;
}
