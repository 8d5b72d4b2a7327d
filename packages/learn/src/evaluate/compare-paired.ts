import type { Rng } from "@attune/math/rng";
import { bootstrapIntervals, clusterCases, type Interval } from "./bootstrap.ts";

/** One model against another on the same cases. */
export interface PairedComparison {
  /** Mean difference per case, first minus second. */
  difference: number;
  interval: Interval;
  /** Shares of the cases where the first was better and worse. */
  betterShare: number;
  worseShare: number;
}

/** Case by case, so that what makes a case hard for every model cancels; the interval draws whole profiles. */
export function comparePaired(
  first: Float64Array,
  second: Float64Array,
  profiles: ArrayLike<number>,
  level: number,
  resamples: number,
  rng: Rng,
): PairedComparison {
  const differences = first.map((value, i) => value - second[i]!);
  const [interval] = bootstrapIntervals(clusterCases(profiles, [differences]), level, resamples, rng);
  const count = differences.length;
  return {
    difference: differences.reduce((sum, value) => sum + value, 0) / count,
    interval: interval!,
    betterShare: differences.filter((value) => value > 0).length / count,
    worseShare: differences.filter((value) => value < 0).length / count,
  };
}
