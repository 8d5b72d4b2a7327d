import { normalCdf } from "@attune/math/distribution/normal";
import type { Rng } from "@attune/math/rng";
import type { ContextualPolicy } from "./contextual-policy.ts";
import { createLinearPosterior, type LinearPosterior } from "./linear-posterior.ts";
import { bestArms } from "./policy.ts";

export interface LinearThompsonParameters {
  dimensions: number;
  ridge: number;
  /** Standard deviation of the posterior draws, in units of reward. */
  scale: number;
  /** Draws behind the probabilities of three actions and more; two are exact. */
  draws: number;
}

/**
 * Plays each action as often as it is likely to be the best under θ ~ N(A⁻¹b, scale² A⁻¹) [Agrawal & Goyal 2013]. The scores of the K actions are drawn
 * jointly through a Cholesky factor of their K × K covariance, the same numbers on every machine.
 */
export function createLinearThompson({ dimensions, ridge, scale, draws }: LinearThompsonParameters): ContextualPolicy {
  const posterior = createLinearPosterior(dimensions, ridge);
  return {
    name: "linear-thompson",
    probabilities(features, rng) {
      const means = features.map((x) => posterior.mean(x));
      const covariance = jointCovariance(posterior, features, scale);
      if (features.length === 2) return twoActions(means, covariance);
      return shareOfWins(means, choleskyFactor(covariance), draws, rng);
    },
    learn: (x, reward) => posterior.learn(x, reward),
  };
}

function jointCovariance(
  posterior: LinearPosterior,
  features: readonly ArrayLike<number>[],
  scale: number,
): Float64Array[] {
  return features.map((x) => Float64Array.from(features, (y) => scale * scale * posterior.covariance(x, y)));
}

/** P(first > second) of two jointly normal scores. */
function twoActions(means: readonly number[], covariance: readonly Float64Array[]): Float64Array {
  const variance = covariance[0]![0]! + covariance[1]![1]! - 2 * covariance[0]![1]!;
  const difference = means[0]! - means[1]!;
  const first =
    variance > 0 ? normalCdf(difference / Math.sqrt(variance)) : difference === 0 ? 0.5 : difference > 0 ? 1 : 0;
  return Float64Array.of(first, 1 - first);
}

function shareOfWins(means: readonly number[], factor: readonly Float64Array[], draws: number, rng: Rng): Float64Array {
  const wins = new Float64Array(means.length);
  const z = new Float64Array(means.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < z.length; i++) z[i] = rng.normal();
    const scores = means.map((mean, i) => {
      let score = mean;
      for (let j = 0; j <= i; j++) score += factor[i]![j]! * z[j]!;
      return score;
    });
    const best = bestArms(scores);
    for (const action of best) wins[action]! += 1 / best.length;
  }
  return wins.map((count) => count / draws);
}

/** Lower factor of a positive semi-definite matrix: a pivot that rounding has left at or below zero gives a zero column. */
function choleskyFactor(matrix: readonly Float64Array[]): Float64Array[] {
  const size = matrix.length;
  const factor = matrix.map(() => new Float64Array(size));
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j]![j]!;
    for (let k = 0; k < j; k++) pivot -= factor[j]![k]! ** 2;
    if (pivot <= 1e-12 * matrix[j]![j]!) continue;
    factor[j]![j] = Math.sqrt(pivot);
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      factor[i]![j] = sum / factor[j]![j]!;
    }
  }
  return factor;
}
