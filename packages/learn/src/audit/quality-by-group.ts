import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { bootstrapIntervals, clusterCases, type Interval } from "../evaluate/bootstrap.ts";

export interface GroupQuality {
  group: string;
  cases: number;
  quality: { mean: number; interval: Interval } | Undetermined;
}

export interface QualityByGroup {
  groups: GroupQuality[];
  /** Largest difference of two groups' means whose intervals do not meet; null where all of them do. */
  gap: { better: string; worse: string; difference: number } | null;
}

const fewestCases = 30;
const level = 0.95;
const resamples = 400;

/** Does a model serve some people worse? `values[case]`: a metric of the evaluation; `profiles[case]`; people without a group are left out. */
export function qualityByGroup(
  values: Float64Array,
  profiles: ArrayLike<number>,
  groupOf: (profile: number) => string | null,
  rng: Rng,
): QualityByGroup {
  const cases = new Map<string, number[]>();
  for (let i = 0; i < values.length; i++) {
    const group = groupOf(profiles[i]!);
    if (group === null) continue;
    const list = cases.get(group);
    if (list === undefined) cases.set(group, [i]);
    else list.push(i);
  }
  const groups = [...cases].map(([group, indices]): GroupQuality => {
    if (indices.length < fewestCases) {
      const reason = `${indices.length} cases; ${fewestCases} are needed to tell.`;
      return { group, cases: indices.length, quality: undetermined("too-few-cases", reason) };
    }
    const own = Float64Array.from(indices, (i) => values[i]!);
    const people = indices.map((i) => profiles[i]!);
    const [interval] = bootstrapIntervals(clusterCases(people, [own]), level, resamples, rng.fork(group));
    return {
      group,
      cases: own.length,
      quality: { mean: own.reduce((sum, value) => sum + value, 0) / own.length, interval: interval! },
    };
  });
  return { groups, gap: largestGap(groups) };
}

function largestGap(groups: readonly GroupQuality[]): QualityByGroup["gap"] {
  let gap: QualityByGroup["gap"] = null;
  for (const { group: better, quality: high } of groups) {
    for (const { group: worse, quality: low } of groups) {
      if ("undetermined" in high || "undetermined" in low || high.interval.lower <= low.interval.upper) continue;
      const difference = high.mean - low.mean;
      if (gap === null || difference > gap.difference) gap = { better, worse, difference };
    }
  }
  return gap;
}
