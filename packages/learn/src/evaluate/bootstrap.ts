import type { Rng } from "@attune/math/rng";

export interface Interval {
  lower: number;
  upper: number;
}

/** Sums per profile (or session), the unit that is drawn: `sums[metric][unit]`, and how many cases each unit has. */
export interface ClusteredSums {
  sums: Float64Array[];
  caseCounts: Float64Array;
}

/**
 * Percentile bootstrap intervals of the mean of each metric over cases, drawing whole profiles with replacement [Efron 1979; Field & Welsh 2007]:
 * cases of one session rise and fall together. All metrics see the same draws. O(resamples · units · metrics).
 */
export function bootstrapIntervals(data: ClusteredSums, level: number, resamples: number, rng: Rng): Interval[] {
  const { sums, caseCounts } = data;
  const units = caseCounts.length;
  const means = sums.map(() => new Float64Array(resamples));
  const drawn = new Uint32Array(units);
  for (let resample = 0; resample < resamples; resample++) {
    let cases = 0;
    for (let i = 0; i < units; i++) {
      drawn[i] = rng.integer(units);
      cases += caseCounts[drawn[i]!]!;
    }
    for (let metric = 0; metric < sums.length; metric++) {
      const values = sums[metric]!;
      let sum = 0;
      for (let i = 0; i < units; i++) sum += values[drawn[i]!]!;
      means[metric]![resample] = sum / cases;
    }
  }
  const tail = (1 - level) / 2;
  return means.map((values) => {
    values.sort();
    return { lower: quantile(values, tail), upper: quantile(values, 1 - tail) };
  });
}

/** Sums per-case values by profile. */
export function clusterCases(profiles: ArrayLike<number>, perCase: Float64Array[]): ClusteredSums {
  const unitOf = new Map<number, number>();
  for (let i = 0; i < profiles.length; i++) {
    if (!unitOf.has(profiles[i]!)) unitOf.set(profiles[i]!, unitOf.size);
  }
  const caseCounts = new Float64Array(unitOf.size);
  const sums = perCase.map(() => new Float64Array(unitOf.size));
  for (let i = 0; i < profiles.length; i++) {
    const unit = unitOf.get(profiles[i]!)!;
    caseCounts[unit]!++;
    for (let metric = 0; metric < perCase.length; metric++) sums[metric]![unit]! += perCase[metric]![i]!;
  }
  return { sums, caseCounts };
}

/** Linear interpolation between order statistics (R's type 7). */
function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(ascending.length - 1, below + 1);
  return ascending[below]! + (place - below) * (ascending[above]! - ascending[below]!);
}
