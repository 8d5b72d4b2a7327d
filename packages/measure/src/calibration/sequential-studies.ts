import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import {
  type AdaptiveEstimate,
  type AdaptiveLog,
  adaptiveDifference,
  adaptiveEstimates,
} from "../experiment/adaptive-inference.ts";
import { type ArmEstimate, meanArm } from "../experiment/arm-estimate.ts";
import { confidenceSequence } from "../experiment/confidence-sequence.ts";
import { groupSequentialBounds } from "../experiment/group-sequential.ts";
import { sequentialInference } from "../experiment/inference.ts";
import { independentPair, type PairEstimate } from "../experiment/pair-estimate.ts";
import { obrienFlemingSpending, pocockSpending } from "../experiment/spending.ts";
import { welch } from "../experiment/welch.ts";
import { drawMean } from "./draw.ts";
import { covers, type Study } from "./study.ts";

/** False alarms when one looks after every pair of units, up to `pairs` of them. */
function everyLook(
  id: string,
  process: string,
  pairs: number,
  replications: number,
  value: (rng: Rng) => number,
): Study {
  return {
    id,
    estimator: "confidence sequence",
    process: `${process}, a look after every pair to ${(2 * pairs).toLocaleString("en")} units`,
    measure: "false positives",
    band: [0, 0.05],
    replications,
    once(rng) {
      const infer = sequentialInference(0.05);
      const sums = [0, 0];
      const squares = [0, 0];
      for (let n = 1; n <= pairs; n++) {
        for (const arm of [0, 1]) {
          const y = value(rng);
          sums[arm]! += y;
          squares[arm]! += y * y;
        }
        // Cheap first: a difference below three standard errors never crosses.
        const difference = (sums[1]! - sums[0]!) / n;
        const variance = (squares[0]! + squares[1]! - (sums[0]! ** 2 + sums[1]! ** 2) / n) / (n * (n - 1));
        if (n < 2 || difference * difference < 9 * variance) continue;
        const arms = [0, 1].map((arm) => meanArm({ n, sum: sums[arm]!, sumSquares: squares[arm]! }));
        const [control, treated] = arms;
        if (control === undefined || treated === undefined || isUndetermined(control) || isUndetermined(treated))
          continue;
        const pair = independentPair(treated, control);
        if (isUndetermined(pair)) continue;
        const { effect } = infer(pair, null);
        if (!isUndetermined(effect) && effect.pValue <= 0.05) return 1;
      }
      return 0;
    },
  };
}

function groupStudy(id: string, process: string, times: readonly number[], bounds: readonly number[]): Study {
  return {
    id,
    estimator: "group-sequential",
    process,
    measure: "false positives",
    band: [0.049, 0.051],
    replications: 400_000,
    once(rng) {
      let path = 0;
      let before = 0;
      for (let k = 0; k < times.length; k++) {
        path += Math.sqrt(times[k]! - before) * rng.normal();
        before = times[k]!;
        if (Math.abs(path) >= bounds[k]! * Math.sqrt(before)) return 1;
      }
      return 0;
    },
  };
}

const equal = [0.2, 0.4, 0.6, 0.8, 1];
const irregular = [0.07, 0.11, 0.5, 0.52, 0.9, 1];

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

const banditStudies: Study[] = [
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

/** What an honest sequence is compared with: a fixed-horizon test read at each of 100 looks. */
const peeking: Study = {
  id: "peeking/naive",
  estimator: "fixed-horizon z, read at 100 looks",
  process: "normal",
  measure: "false positives",
  band: null,
  replications: 20_000,
  once(rng) {
    let path = 0;
    for (let k = 1; k <= 100; k++) {
      path += rng.normal();
      if (Math.abs(path) > 1.959963984540054 * Math.sqrt(k)) return 1;
    }
    return 0;
  },
};

const hundredLooks: Study = {
  id: "sequence/100-looks",
  estimator: "confidence sequence",
  process: "normal, 100 looks to 10,000 units",
  measure: "false positives",
  band: [0, 0.05],
  replications: 20_000,
  once(rng) {
    let path = 0;
    for (let k = 1; k <= 100; k++) {
      path += rng.normal();
      const effect = { estimate: path / k, standardError: 1 / Math.sqrt(k) };
      if (confidenceSequence(effect, 100 * k).pValue <= 0.05) return 1;
    }
    return 0;
  },
};

export const sequentialStudies: readonly Study[] = [
  everyLook("sequence/normal", "normal", 50_000, 3000, (rng) => rng.normal()),
  everyLook("sequence/bernoulli", "1 % conversion", 50_000, 3000, (rng) => (rng.uniform() < 0.01 ? 1 : 0)),
  everyLook("sequence/skewed", "log-normal σ 1", 50_000, 3000, (rng) => Math.exp(rng.normal())),
  hundredLooks,
  peeking,
  groupStudy("group/obf", "5 equal looks, O'Brien–Fleming", equal, groupSequentialBounds(equal, obrienFlemingSpending)),
  groupStudy("group/pocock", "5 equal looks, Pocock", equal, groupSequentialBounds(equal, pocockSpending)),
  groupStudy(
    "group/irregular",
    "6 irregular looks, O'Brien–Fleming",
    irregular,
    groupSequentialBounds(irregular, obrienFlemingSpending),
  ),
  ...banditStudies,
];
