import type { Rng } from "@attune/math/rng";
import {
  type AdaptiveEstimate,
  type AdaptiveLog,
  adaptiveDifference,
  adaptiveEstimates,
} from "../experiment/adaptive-inference.ts";
import { type ArmEstimate, meanArm } from "../experiment/arm-estimate.ts";
import { independentPair, type PairEstimate } from "../experiment/pair-estimate.ts";
import { welch } from "../experiment/welch.ts";
import { drawMean } from "./draw.ts";
import { covers, type Study } from "./study.ts";

const BANDIT = "greedy bandit, 5,000 units, no difference";

/** A bandit without a true difference: in batches of 20 the better mean gets most, the other a floor that falls as t^−½. */
function banditLog(rng: Rng): AdaptiveLog {
  const size = 5000;
  const log = {
    chosen: new Uint8Array(size),
    reward: new Float64Array(size),
    propensity: new Float64Array(2 * size),
    variants: 2,
  };
  const n = [0, 0];
  const sums = [0, 0];
  let share = 0.5;
  for (let t = 0; t < size; t++) {
    if (t > 0 && t % 20 === 0) {
      const floor = 0.1 * Math.sqrt(20 / t);
      share = sums[1]! / n[1]! > sums[0]! / n[0]! ? 1 - floor : floor;
    }
    const variant = rng.uniform() < share ? 1 : 0;
    const reward = rng.normal();
    log.chosen[t] = variant;
    log.reward[t] = reward;
    log.propensity[2 * t] = 1 - share;
    log.propensity[2 * t + 1] = share;
    n[variant]! += 1;
    sums[variant]! += reward;
  }
  return log;
}

/** The means of those who got each variant, as if the split had been fixed. */
function plainDifference({ chosen, reward }: AdaptiveLog): [number, number] {
  const arm = (v: number) => {
    const values = reward.filter((_, t) => chosen[t] === v);
    let next = 0;
    return meanArm(drawMean(values.length, () => values[next++]!)) as ArmEstimate;
  };
  return welch(independentPair(arm(1), arm(0)) as PairEstimate).interval;
}

/** Inference on what a bandit left behind. */
export const banditStudies: readonly Study[] = [
  {
    id: "bandit/adaptive",
    estimator: "adaptively weighted AIPW",
    process: BANDIT,
    measure: "coverage",
    band: [0.945, 0.96],
    replications: 10_000,
    once: (rng) => {
      const [control, treated] = adaptiveEstimates(banditLog(rng)) as [AdaptiveEstimate, AdaptiveEstimate];
      return covers(adaptiveDifference(treated, control).interval, 0);
    },
  },
  {
    id: "bandit/naive",
    estimator: "plain means",
    process: BANDIT,
    measure: "coverage",
    band: null,
    replications: 10_000,
    once: (rng) => covers(plainDifference(banditLog(rng)), 0),
  },
];
