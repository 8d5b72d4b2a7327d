import type { Effect } from "@attune/model/report";
import type { Gain } from "@attune/model/review";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/**
 * What becomes of a gain between the first days and the long run, both of the same people. What is shown is what its interval says; where soon a gain is
 * shown and the long run's estimate is none, it has reversed: bought forward, or paid back in returns.
 */
export function judgeGain(soon: Effect | Undetermined, longRun: Effect | Undetermined): Gain {
  if (isUndetermined(soon) || isUndetermined(longRun)) return "too-early";
  if (longRun.interval[1] < 0) return soon.interval[0] > 0 ? "reverses" : "loses";
  if (soon.interval[0] <= 0) return longRun.interval[0] > 0 ? "comes-late" : "not-shown";
  if (longRun.interval[0] > 0) return "lasts";
  return longRun.estimate <= 0 ? "reverses" : "fades";
}
