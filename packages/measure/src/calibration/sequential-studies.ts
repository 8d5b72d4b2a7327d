import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { meanArm } from "../experiment/arm-estimate.ts";
import { bettingSequence } from "../experiment/betting-sequence.ts";
import { confidenceSequence } from "../experiment/confidence-sequence.ts";
import { groupSequentialBounds } from "../experiment/group-sequential.ts";
import { sequentialInference } from "../experiment/inference.ts";
import { mixtureSprt } from "../experiment/mixture-sprt.ts";
import { independentPair } from "../experiment/pair-estimate.ts";
import { safeProportionTest } from "../experiment/safe-proportion-test.ts";
import { sequentialSampleRatioTest } from "../experiment/sample-ratio.ts";
import { calibrateByHoldout } from "../experiment/shipped-versus-holdout.ts";
import { obrienFlemingSpending, pocockSpending } from "../experiment/spending.ts";
import { covers, type SharedStudy, type Study } from "./study.ts";

const burnIn = 100;

/**
 * False alarms when one looks after every pair of units, up to `pairs` of them: by the confidence sequence, and by the mSPRT with effects
 * believed to spread by `effectSpread`.
 */
function everyLook(
  id: string,
  process: string,
  effectSpread: number,
  value: (rng: Rng) => number,
  replications = 3000,
): SharedStudy {
  const pairs = 50_000;
  const looks = `${process}, a look after every pair to ${(2 * pairs).toLocaleString("en")} units`;
  return {
    id,
    replications,
    claims: ["confidence sequence", "mSPRT"].map((estimator) => ({
      id: `${id}/${estimator}`,
      estimator,
      process: looks,
      measure: "false positives",
      band: [0, 0.05],
    })),
    once(rng) {
      const infer = sequentialInference(0.05);
      const sums = [0, 0];
      const squares = [0, 0];
      const alarms = [0, 0];
      for (let n = 1; n <= pairs && alarms[0]! + alarms[1]! < 2; n++) {
        for (const arm of [0, 1]) {
          const y = value(rng);
          sums[arm]! += y;
          squares[arm]! += y * y;
        }
        // Cheap first: neither ever alarms below three standard errors.
        const difference = (sums[1]! - sums[0]!) / n;
        const variance = (squares[0]! + squares[1]! - (sums[0]! ** 2 + sums[1]! ** 2) / n) / (n * (n - 1));
        if (n < burnIn || difference * difference < 9 * variance) continue;
        const arms = [0, 1].map((arm) => meanArm({ n, sum: sums[arm]!, sumSquares: squares[arm]! }));
        const [control, treated] = arms;
        if (control === undefined || treated === undefined || isUndetermined(control) || isUndetermined(treated))
          continue;
        const pair = independentPair(treated, control);
        if (isUndetermined(pair)) continue;
        const { effect } = infer(pair, null);
        if (!isUndetermined(effect) && effect.pValue <= 0.05) alarms[0] = 1;
        const ratio = { estimate: difference, standardError: Math.sqrt(variance) };
        if (mixtureSprt(ratio, effectSpread).pValue <= 0.05) alarms[1] = 1;
      }
      return alarms;
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

/** The safe test with a look after every pair of shares. */
const safeStudies: Study[] = [0.01, 0.2].map((p) => ({
  id: `safe/${p}`,
  estimator: "safe test",
  process: `${100 * p} % conversion, a look after every pair to 20,000 units`,
  measure: "false positives",
  band: [0, 0.05],
  replications: 3000,
  once(rng) {
    const blocks = Array.from({ length: 10_000 }, () => ({
      treated: { n: 1, successes: rng.uniform() < p ? 1 : 0 },
      control: { n: 1, successes: rng.uniform() < p ? 1 : 0 },
    }));
    return safeProportionTest(blocks).pValue <= 0.05 ? 1 : 0;
  },
}));

/** The interval has been tightened at every value, so one look at the end is a look at all of them. */
function bettingStudy(
  id: string,
  process: string,
  bounds: readonly [number, number],
  mean: number,
  value: (rng: Rng) => number,
): Study {
  return {
    id: `betting/${id}`,
    estimator: "betting sequence",
    process,
    measure: "coverage",
    band: [0.95, 1],
    replications: 3000,
    once(rng) {
      const result = bettingSequence(
        Float64Array.from({ length: 2000 }, () => value(rng)),
        bounds,
      );
      return isUndetermined(result) ? 1 : covers(result.interval, mean);
    },
  };
}

const shareDifference = (p: number) => (rng: Rng) => (rng.uniform() < p ? 1 : 0) - (rng.uniform() < p ? 1 : 0);

const bettingStudies: Study[] = [
  ...[0.05, 0.4].map((p) =>
    bettingStudy(String(p), `pairs of ${100 * p} % shares, every look to 4,000 units`, [-1, 1], 0, shareDifference(p)),
  ),
  // The mean is 0.95·0.025 + 0.05·0.9.
  bettingStudy("skewed", "a bounded amount, one in twenty large, every look to 2,000 units", [0, 1], 0.06875, (rng) =>
    rng.uniform() < 0.05 ? 0.9 : 0.05 * rng.uniform(),
  ),
];

const lateSplit: Study = {
  id: "srm/over-time",
  estimator: "sequential sample ratio, p < 0.05",
  process: "50/50, 200 daily looks to 200,000 units",
  measure: "false positives",
  band: [0, 0.05],
  replications: 5000,
  once(rng) {
    const counts = [0, 0];
    const looks = Array.from({ length: 200 }, () => {
      const a = Math.round(500 + Math.sqrt(250) * rng.normal());
      counts[0]! += a;
      counts[1]! += 1000 - a;
      return [...counts];
    });
    return sequentialSampleRatioTest(looks, [1, 1]).pValue <= 0.05 ? 1 : 0;
  },
};

/** A programme of 200 experiments of which the significant winners are shipped, and a holdout that measures what they did together. */
const holdoutFactor: Study = {
  id: "holdout/factor",
  estimator: "discount factor from the holdout",
  process: "200 experiments, winners shipped at p < 0.05",
  measure: "coverage",
  band: [0.94, 0.96],
  replications: 20_000,
  once(rng) {
    const shipped: number[] = [];
    let truth = 0;
    for (let i = 0; i < 200; i++) {
      const lift = 0.02 * rng.normal();
      const estimate = lift + 0.02 * rng.normal();
      if (estimate < 1.96 * 0.02) continue;
      shipped.push(estimate);
      truth += lift;
    }
    const result = calibrateByHoldout(shipped, { estimate: truth + 0.1 * rng.normal(), standardError: 0.1 });
    return isUndetermined(result) ? 1 : covers(result.interval, truth / result.promised);
  },
};

export const sequentialStudies: readonly (Study | SharedStudy)[] = [
  everyLook("sequence/normal", "normal", 0.05, (rng) => rng.normal()),
  everyLook("sequence/bernoulli", "1 % conversion", 0.002, (rng) => (rng.uniform() < 0.01 ? 1 : 0)),
  everyLook("sequence/skewed", "log-normal σ 1", 0.1, (rng) => Math.exp(rng.normal())),
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
  ...safeStudies,
  ...bettingStudies,
  lateSplit,
  holdoutFactor,
];
