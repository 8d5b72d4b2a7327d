import { type ArmStatistics, createArmStatistics } from "./arm-statistics.ts";
import { betaThompson } from "./beta-thompson.ts";
import { gaussianThompson } from "./gaussian-thompson.ts";
import { createLinearPosterior } from "./linear-posterior.ts";
import { probabilityBest } from "./probability-best.ts";

/** What the draws of one arm in one context on one day earned. */
export interface DrawSums {
  arm: number;
  /** `device=phone;visitor=new`: levels of factors. Empty: nothing was known. */
  context: string;
  /** Days since 1970. */
  day: number;
  draws: number;
  reward: number;
  rewardSquares: number;
}

export interface PolicySettings {
  arms: number;
  /** Rewards are 0 or 1. */
  isShare: boolean;
  /** Share of draws that is spread over all arms alike. */
  floor: number;
  /** After so many days a reward counts half; absent: for ever the same. */
  halfLifeDays?: number;
  today: number;
  /** Learns a weight for each level of the contexts, per arm. */
  usesContext: boolean;
}

export interface LearnedPolicy {
  /** Draws behind it, each counted once. */
  learnedFrom: number;
  probabilities: number[];
  byContext: Record<string, number[]>;
}

/** Draws of each arm before its rewards say anything of their spread. */
const burnIn = 30;
const mostContexts = 256;

/**
 * The probabilities with which to draw from now on: as often as an arm is likely to be the best, mixed with the floor. Null while an arm has
 * fewer than 30 rewarded draws, in which time the declared weights hold. With contexts: a linear model per arm over their levels, normal noise
 * pooled over arms [Agrawal & Goyal 2013], for contexts that were seen and those that their levels make; O(contexts · levels²).
 */
export function policyFromSums(sums: readonly DrawSums[], settings: PolicySettings): LearnedPolicy | null {
  const { arms, floor, usesContext } = settings;
  const draws = new Float64Array(arms);
  for (const row of sums) draws[row.arm]! += row.draws;
  if (draws.some((count) => count < burnIn)) return null;
  const faded = sums.map((row) => weighted(row, settings));
  const withFloor = (chances: ArrayLike<number>) => Array.from(chances, (p) => (1 - floor) * p + floor / arms);
  return {
    learnedFrom: draws.reduce((sum, count) => sum + count, 0),
    probabilities: withFloor(overall(faded, settings)),
    byContext: usesContext
      ? Object.fromEntries([...linear(faded, settings)].map(([context, chances]) => [context, withFloor(chances)]))
      : {},
  };
}

function weighted(row: DrawSums, { halfLifeDays, today }: PolicySettings): DrawSums {
  if (halfLifeDays === undefined) return row;
  const weight = 0.5 ** (Math.max(0, today - row.day) / halfLifeDays);
  return {
    ...row,
    draws: row.draws * weight,
    reward: row.reward * weight,
    rewardSquares: row.rewardSquares * weight,
  };
}

function overall(sums: readonly DrawSums[], { arms, isShare }: PolicySettings): Float64Array {
  const statistics = statisticsOf(sums, arms);
  if (isShare) return betaThompson().probabilities(statistics);
  const scale = scaleOf(statistics);
  // A prior as wide as the rewards themselves: gone after the first few draws.
  return gaussianThompson({
    mean: scale.mean,
    variance: scale.variance,
    rewardVariance: scale.variance,
  }).probabilities(statistics);
}

function statisticsOf(sums: readonly DrawSums[], arms: number): ArmStatistics {
  const statistics = createArmStatistics(arms);
  for (const { arm, draws, reward, rewardSquares } of sums) {
    statistics.count[arm]! += draws;
    statistics.sum[arm]! += reward;
    statistics.sumOfSquares[arm]! += rewardSquares;
  }
  return statistics;
}

/** Mean and variance of all rewards together; a variance of 1 where they are all the same. */
function scaleOf({ count, sum, sumOfSquares }: ArmStatistics): { mean: number; variance: number } {
  const total = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
  const mean = total(sum) / total(count);
  const variance = total(sumOfSquares) / total(count) - mean * mean;
  return { mean, variance: variance > 0 ? variance : 1 };
}

function linear(sums: readonly DrawSums[], { arms }: PolicySettings): Map<string, Float64Array> {
  const seen = [...new Set(sums.map(({ context }) => context))].map(levelsOf);
  const levels = [...new Set(seen.flat())].sort();
  const place = new Map(levels.map((level, i) => [level, i + 1]));
  const dimensions = levels.length + 1;
  const featuresOf = (context: readonly string[]) => {
    const features = new Float64Array(dimensions);
    features[0] = 1;
    for (const level of context) features[place.get(level)!] = 1;
    return features;
  };
  const { mean, variance } = scaleOf(statisticsOf(sums, arms));
  const models = Array.from({ length: arms }, (_, arm) => {
    const posterior = createLinearPosterior(dimensions, 1);
    for (const row of sums) {
      if (row.arm !== arm || row.draws <= 0) continue;
      posterior.learn(featuresOf(levelsOf(row.context)), row.reward / row.draws - mean, row.draws);
    }
    return posterior;
  });
  const noise =
    residualVariance(sums, (arm, context) => mean + models[arm]!.mean(featuresOf(levelsOf(context)))) ?? variance;
  const policy = new Map<string, Float64Array>();
  for (const context of contextsOf(seen)) {
    const features = featuresOf(context);
    const posteriors = models.map((model) => {
      const centre = model.mean(features);
      const spread = noise * model.covariance(features, features);
      return {
        lower: Number.NEGATIVE_INFINITY,
        upper: Number.POSITIVE_INFINITY,
        mean: centre,
        deviation: Math.sqrt(spread),
        logDensity: (x: number) => (-0.5 * (x - centre) ** 2) / spread,
      };
    });
    policy.set(context.join(";"), probabilityBest(posteriors));
  }
  return policy;
}

const levelsOf = (context: string): string[] => (context === "" ? [] : context.split(";"));

/** Around the fitted means: Σ(r² − 2 r m + m²), from sums alone. Null where nothing is left over. */
function residualVariance(sums: readonly DrawSums[], fitted: (arm: number, context: string) => number): number | null {
  let squares = 0;
  let draws = 0;
  for (const row of sums) {
    const value = fitted(row.arm, row.context);
    squares += row.rewardSquares - 2 * value * row.reward + value * value * row.draws;
    draws += row.draws;
  }
  return squares > 0 ? squares / draws : null;
}

/** Those that were seen, and all that their levels make where that is few: a new meeting of known levels is no stranger. */
function contextsOf(seen: readonly string[][]): string[][] {
  const width = seen[0]?.length ?? 0;
  if (seen.some((context) => context.length !== width)) return [...seen];
  const byFactor = Array.from({ length: width }, (_, i) => [...new Set(seen.map((context) => context[i]!))]);
  const combinations = byFactor.reduce((product, { length }) => product * length, 1);
  if (combinations > mostContexts) return seen.slice(0, mostContexts);
  return byFactor.reduce<string[][]>(
    (made, values) => made.flatMap((context) => values.map((value) => [...context, value])),
    [[]],
  );
}
