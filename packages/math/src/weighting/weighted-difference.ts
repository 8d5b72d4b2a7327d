import type { BalancingWeights } from "./balancing-weights.ts";

/** An average effect and each row's influence on it: variance = mean(influence²)/n. */
export interface WeightedEffect {
  effect: number;
  influence: Float64Array;
}

/** How the propensity was fitted, so that its own uncertainty counts. Null: it is known, or came from other rows. */
export interface PropensityModel {
  propensity: Float64Array;
  columns: readonly Float64Array[];
  /** Inverse information of the logistic regression over these columns. */
  covariance: Float64Array;
  /** Rows' outcomes of that regression. */
  treated: Uint8Array;
}

/**
 * Weighted mean of the treated minus that of the controls, each divided by the sum of its weights (Hájek, stable) or by the number of rows
 * (Horvitz–Thompson, unbiased and wild), with the influence of the estimated propensity included.
 * Assumes (1) no unmeasured confounder; (2) 0 < e < 1; (3) the propensity model is right.
 * @see Lunceford and Davidian (2004), Statistics in Medicine 23, 2937–2960, eq. 10–15; docs/methods/weighting.md
 */
export function weightedDifference(
  outcome: Float64Array,
  treated: Uint8Array,
  { weights, slopes }: BalancingWeights,
  kind: "hajek" | "horvitz-thompson",
  model: PropensityModel | null,
): WeightedEffect {
  const n = outcome.length;
  const influence = new Float64Array(n);
  const direction = new Float64Array(model?.columns.length ?? 0);
  let effect = 0;
  // Rows that were trimmed away weigh nothing and do not count.
  const counted = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0) / n;
  for (const arm of [1, 0] as const) {
    const sign = arm === 1 ? 1 : -1;
    let total = 0;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      if (treated[i] !== arm) continue;
      total += weights[i]! / n;
      sum += (weights[i]! * outcome[i]!) / n;
    }
    const divisor = kind === "hajek" ? total : counted;
    const mean = sum / divisor;
    effect += sign * mean;
    for (let i = 0; i < n; i++) {
      const isInArm = treated[i] === arm;
      const isCounted = weights[i]! > 0;
      if (kind === "hajek") influence[i]! += isInArm ? (sign * weights[i]! * (outcome[i]! - mean)) / divisor : 0;
      else influence[i]! += (sign * ((isInArm ? weights[i]! * outcome[i]! : 0) - (isCounted ? mean : 0))) / divisor;
      if (model === null || !isInArm || slopes[i] === 0) continue;
      const e = model.propensity[i]!;
      const slope = (sign * slopes[i]! * e * (1 - e) * (outcome[i]! - (kind === "hajek" ? mean : 0))) / (n * divisor);
      for (let j = 0; j < direction.length; j++) direction[j]! += slope * model.columns[j]![i]!;
    }
  }
  if (model !== null) addModelInfluence(influence, direction, model);
  return { effect, influence };
}

/** n·direction′·V·x_i·(t_i − e_i): how row i moved the estimate by moving the propensity model. */
function addModelInfluence(influence: Float64Array, direction: Float64Array, model: PropensityModel): void {
  const size = direction.length;
  const n = influence.length;
  for (let a = 0; a < size; a++) {
    let slope = 0;
    for (let b = 0; b < size; b++) slope += model.covariance[a * size + b]! * direction[b]!;
    const column = model.columns[a]!;
    for (let i = 0; i < n; i++) influence[i]! += n * slope * column[i]! * (model.treated[i]! - model.propensity[i]!);
  }
}
