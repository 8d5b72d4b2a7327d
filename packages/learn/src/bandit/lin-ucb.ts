import type { ContextualPolicy } from "./contextual-policy.ts";
import { createLinearPosterior } from "./linear-posterior.ts";
import { bestArms } from "./policy.ts";

export interface LinUcbParameters {
  dimensions: number;
  ridge: number;
  /** How many standard errors of optimism, in units of reward. */
  optimism: number;
}

/** The largest θᵀx + optimism · √(xᵀA⁻¹x) [Li et al. 2010, LinUCB with shared features]. Deterministic but for ties. */
export function createLinUcb({ dimensions, ridge, optimism }: LinUcbParameters): ContextualPolicy {
  const posterior = createLinearPosterior(dimensions, ridge);
  return {
    name: "lin-ucb",
    probabilities(features) {
      const best = bestArms(features.map((x) => posterior.mean(x) + optimism * Math.sqrt(posterior.covariance(x, x))));
      const probabilities = new Float64Array(features.length);
      for (const action of best) probabilities[action] = 1 / best.length;
      return probabilities;
    },
    learn: (x, reward) => posterior.learn(x, reward),
  };
}
