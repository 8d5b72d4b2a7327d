import type { Lift } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** Where the interval of a lift lies beside what a goal is to reach (relative, below 0 where less is better). */
export type TargetStanding = "unknown" | "reached" | "missed" | "open";

export function againstTarget(target: number, lift: Lift | Undetermined): TargetStanding {
  if (isUndetermined(lift)) return "unknown";
  const [low, high] = lift.interval;
  const reaches = (end: number | null) => end !== null && (target > 0 ? end >= target : end <= target);
  const [near, far] = target > 0 ? [low, high] : [high, low];
  if (reaches(near)) return "reached";
  return far !== null && !reaches(far) ? "missed" : "open";
}
