import { normalCdf } from "@attune/math/distribution/normal";
import type { ContextualPolicy } from "./contextual-policy.ts";
import { bestArms } from "./policy.ts";

export interface LogisticThompsonParameters {
  dimensions: number;
  /** Precision of each weight before anything is known. */
  priorPrecision: number;
  /** Multiplies the posterior's deviations; below 1 explores less. */
  scale: number;
  /** Draws behind the probabilities of three actions and more; two are exact. */
  draws: number;
}

const newtonSteps = 3;

/**
 * Thompson sampling for clicks: logistic weights with independent normal posteriors, updated one observation at a time by a Laplace step
 * [Chapelle & Li 2011, algorithm 3]. The predictor is drawn, and it orders actions as its logistic does. Cost is what the features hold.
 */
export function createLogisticThompson({
  dimensions,
  priorPrecision,
  scale,
  draws,
}: LogisticThompsonParameters): ContextualPolicy {
  const mean = new Float64Array(dimensions);
  const precision = new Float64Array(dimensions).fill(priorPrecision);

  function predictor(x: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) if (x[i] !== 0) sum += mean[i]! * x[i]!;
    return sum;
  }

  /** Only the weights in which two actions differ separate their scores. */
  function differenceVariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) if (x[i] !== y[i]) sum += (x[i]! - y[i]!) ** 2 / precision[i]!;
    return scale * scale * sum;
  }

  return {
    name: "logistic-thompson",
    probabilities(features, rng) {
      if (features.length === 2) {
        const [x, y] = [features[0]!, features[1]!];
        const variance = differenceVariance(x, y);
        const first = variance > 0 ? normalCdf((predictor(x) - predictor(y)) / Math.sqrt(variance)) : 0.5;
        return Float64Array.of(first, 1 - first);
      }
      const wins = new Float64Array(features.length);
      const weights = new Float64Array(dimensions);
      for (let draw = 0; draw < draws; draw++) {
        for (let i = 0; i < dimensions; i++) weights[i] = mean[i]! + (scale * rng.normal()) / Math.sqrt(precision[i]!);
        const scores = features.map((x) => {
          let score = 0;
          for (let i = 0; i < dimensions; i++) if (x[i] !== 0) score += weights[i]! * x[i]!;
          return score;
        });
        const best = bestArms(scores);
        for (const action of best) wins[action]! += 1 / best.length;
      }
      return wins.map((count) => count / draws);
    },
    learn(x, reward) {
      const prior = mean.slice();
      for (let step = 0; step < newtonSteps; step++) {
        const share = 1 / (1 + Math.exp(-predictor(x)));
        const curvature = share * (1 - share);
        for (let i = 0; i < dimensions; i++) {
          const value = x[i]!;
          if (value === 0) continue;
          const gradient = precision[i]! * (mean[i]! - prior[i]!) + (share - reward) * value;
          mean[i]! -= gradient / (precision[i]! + curvature * value * value * activeCount(x));
        }
      }
      const share = 1 / (1 + Math.exp(-predictor(x)));
      for (let i = 0; i < dimensions; i++) if (x[i] !== 0) precision[i]! += share * (1 - share) * x[i]! ** 2;
    },
  };
}

/** Coordinates stepped together share one curvature: dividing by their count keeps the joint step from overshooting. */
function activeCount(x: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < x.length; i++) if (x[i] !== 0) count++;
  return count;
}
