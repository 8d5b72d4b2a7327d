import type { ArmStatistics } from "./arm-statistics.ts";
import { type BanditPolicy, bestArms } from "./policy.ts";
import { type Posterior, probabilityBest } from "./probability-best.ts";

export interface GaussianPrior {
  /** Of an arm's mean reward. */
  mean: number;
  variance: number;
  /** Of one reward, until two rewards of some arm say what it is. */
  rewardVariance: number;
}

/**
 * Thompson sampling for rewards on a scale (money, minutes): normal prior and normal noise, the noise pooled over arms from the data
 * [Agrawal & Goyal 2013].
 */
export function gaussianThompson(prior: GaussianPrior): BanditPolicy {
  const posteriors = (statistics: ArmStatistics): Posterior[] => {
    const noise = pooledVariance(statistics) ?? prior.rewardVariance;
    return Array.from(statistics.count, (count, arm) => {
      const variance = 1 / (1 / prior.variance + count / noise);
      const mean = variance * (prior.mean / prior.variance + statistics.sum[arm]! / noise);
      return {
        lower: Number.NEGATIVE_INFINITY,
        upper: Number.POSITIVE_INFINITY,
        mean,
        deviation: Math.sqrt(variance),
        logDensity: (x) => (-0.5 * (x - mean) ** 2) / variance,
      };
    });
  };
  return {
    name: "gaussian-thompson",
    draw: (statistics, rng) =>
      bestArms(posteriors(statistics).map(({ mean, deviation }) => mean + deviation * rng.normal()))[0]!,
    probabilities: (statistics) => probabilityBest(posteriors(statistics)),
  };
}

/** Within-arm variance over arms with at least two rewards; null where there is none, or no spread at all. */
function pooledVariance({ count, sum, sumOfSquares }: ArmStatistics): number | null {
  let squares = 0;
  let degrees = 0;
  for (let arm = 0; arm < count.length; arm++) {
    if (count[arm]! < 2) continue;
    squares += Math.max(0, sumOfSquares[arm]! - sum[arm]! ** 2 / count[arm]!);
    degrees += count[arm]! - 1;
  }
  return squares > 0 ? squares / degrees : null;
}
