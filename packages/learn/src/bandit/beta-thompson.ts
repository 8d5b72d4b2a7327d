import { drawBeta } from "@attune/math/distribution/draw-gamma";
import type { ArmStatistics } from "./arm-statistics.ts";
import { type BanditPolicy, bestArms } from "./policy.ts";
import { type Posterior, probabilityBest } from "./probability-best.ts";

export interface BetaPrior {
  /** ≥ 1 each, so that no density is infinite; 1 and 1 is uniform. */
  successes: number;
  failures: number;
}

/** Thompson sampling for rewards in {0, 1} (or [0, 1]): each arm is played as often as it is likely to be the best [Thompson 1933; Chapelle & Li 2011]. */
export function betaThompson({ successes, failures }: BetaPrior = { successes: 1, failures: 1 }): BanditPolicy {
  const alpha = ({ sum }: ArmStatistics, arm: number) => successes + sum[arm]!;
  const beta = ({ count, sum }: ArmStatistics, arm: number) => failures + count[arm]! - sum[arm]!;
  return {
    name: "beta-thompson",
    draw(statistics, rng) {
      const values = statistics.count.map((_, arm) => drawBeta(alpha(statistics, arm), beta(statistics, arm), rng));
      return bestArms(values)[0]!;
    },
    probabilities: (statistics) =>
      probabilityBest(
        Array.from(statistics.count, (_, arm) => betaPosterior(alpha(statistics, arm), beta(statistics, arm))),
      ),
  };
}

function betaPosterior(a: number, b: number): Posterior {
  const total = a + b;
  const log = (power: number, x: number) => (power === 0 ? 0 : power * Math.log(x));
  return {
    lower: 0,
    upper: 1,
    mean: a / total,
    deviation: Math.sqrt((a * b) / (total * total * (total + 1))),
    logDensity: (x) => log(a - 1, x) + log(b - 1, 1 - x),
  };
}
