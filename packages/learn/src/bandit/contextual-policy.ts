import type { Rng } from "@attune/math/rng";

/** Chooses among actions that are described by features, so that what is learned of one helps with others, new ones included. */
export interface ContextualPolicy {
  name: string;
  /**
   * Probability of each action, `features[action][dimension]`; they sum to one. Choose with `chooseArm` from the very vector returned: where it
   * is estimated by draws from `rng`, drawing from it makes the logged propensity exact all the same.
   */
  probabilities(features: readonly ArrayLike<number>[], rng: Rng): Float64Array;
  learn(features: ArrayLike<number>, reward: number): void;
}
