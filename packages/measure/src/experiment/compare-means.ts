import type { Effect, Lift } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { type ArmEstimate, meanArm, ratioArm } from "./arm-estimate.ts";
import { fiellerLift } from "./fieller.ts";
import { independentPair } from "./pair-estimate.ts";
import type { MeanStatistics, RatioStatistics } from "./sufficient-statistics.ts";
import { welch } from "./welch.ts";

/** The absolute effect and the relative lift of treated over control, each with its interval of level 1 − alpha. */
export interface Comparison {
  effect: Effect | Undetermined;
  lift: Lift | Undetermined;
}

/** Two groups on a mean: Welch's effect and Fieller's lift. For shares of people, `compareProportions` is better with small counts. */
export function compareMeans(treated: MeanStatistics, control: MeanStatistics, alpha = 0.05): Comparison {
  return compareArms(meanArm(treated), meanArm(control), alpha);
}

/** Two groups on a ratio of sums: the delta method per group, Welch's effect, Fieller's lift. */
export function compareRatios(treated: RatioStatistics, control: RatioStatistics, alpha = 0.05): Comparison {
  return compareArms(ratioArm(treated), ratioArm(control), alpha);
}

function compareArms(
  treated: ArmEstimate | Undetermined,
  control: ArmEstimate | Undetermined,
  alpha: number,
): Comparison {
  if (isUndetermined(treated)) return { effect: treated, lift: treated };
  if (isUndetermined(control)) return { effect: control, lift: control };
  const pair = independentPair(treated, control);
  if (isUndetermined(pair)) return { effect: pair, lift: pair };
  const { estimate, standardError, interval, pValue } = welch(pair, alpha);
  return { effect: { estimate, standardError, interval, pValue }, lift: fiellerLift(pair, alpha) };
}
