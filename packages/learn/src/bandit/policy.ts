import type { Rng } from "@attune/math/rng";
import type { ArmStatistics } from "./arm-statistics.ts";

/** How an arm is chosen from what is known of the arms. It holds no state of its own. */
export interface BanditPolicy {
  name: string;
  /** One arm, drawn as the policy draws. Cheaper than `probabilities` for Thompson policies. */
  draw(statistics: ArmStatistics, rng: Rng): number;
  /** The probability with which `draw` gives each arm; they sum to one. */
  probabilities(statistics: ArmStatistics): Float64Array;
}

/** An arm and the probability with which it was chosen: the propensity that makes the log worth anything afterwards. */
export interface Choice {
  arm: number;
  propensity: number;
}

/**
 * Draws from a vector of probabilities, so that the propensity logged is the true one whatever made the vector. Rounding error falls to the last
 * arm with a positive probability.
 */
export function chooseArm(probabilities: Float64Array, rng: Rng): Choice {
  let left = rng.uniform();
  let arm = -1;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i]! <= 0) continue;
    arm = i;
    left -= probabilities[i]!;
    if (left < 0) break;
  }
  if (arm < 0) throw new RangeError("no arm has a positive probability");
  return { arm, propensity: probabilities[arm]! };
}

/** Mixes a uniform choice in, so that every arm keeps at least `floor / arms`: the log stays usable for evaluation. `floor` in [0, 1]. */
export function withUniformFloor(policy: BanditPolicy, floor: number): BanditPolicy {
  return {
    name: `${policy.name} with a floor of ${floor}`,
    draw(statistics, rng) {
      if (rng.uniform() < floor) return rng.integer(statistics.count.length);
      return policy.draw(statistics, rng);
    },
    probabilities: (statistics) =>
      policy.probabilities(statistics).map((p) => (1 - floor) * p + floor / statistics.count.length),
  };
}

/** Arms that share the largest value. */
export function bestArms(values: ArrayLike<number>): number[] {
  let best: number[] = [];
  let largest = Number.NEGATIVE_INFINITY;
  for (let arm = 0; arm < values.length; arm++) {
    if (values[arm]! > largest) {
      largest = values[arm]!;
      best = [];
    }
    if (values[arm] === largest) best.push(arm);
  }
  return best;
}

/** A policy that plays one of the arms with the largest index, ties by equal chance. */
export function indexPolicy(name: string, indices: (statistics: ArmStatistics) => Float64Array): BanditPolicy {
  return {
    name,
    draw(statistics, rng) {
      const best = bestArms(indices(statistics));
      return best[rng.integer(best.length)]!;
    },
    probabilities(statistics) {
      const values = indices(statistics);
      const best = bestArms(values);
      const probabilities = new Float64Array(values.length);
      for (const arm of best) probabilities[arm] = 1 / best.length;
      return probabilities;
    },
  };
}
