import { isUndetermined } from "@attune/model/undetermined";
import { proportionArm } from "./arm-estimate.ts";
import type { Comparison } from "./compare-means.ts";
import { fiellerLift } from "./fieller.ts";
import { fisherExact } from "./fisher-exact.ts";
import { independentPair } from "./pair-estimate.ts";
import { scoreDifferenceInterval } from "./proportion-difference.ts";
import { scoreRatioLift } from "./proportion-ratio.ts";
import type { ProportionStatistics } from "./sufficient-statistics.ts";
import { welch } from "./welch.ts";

/** With fewer successes or failures than this in an arm, normal theory gives way to score intervals and the mid-p exact test. */
const SMALL_COUNT = 20;

/** Whether counts are too small for the normal approximation. */
export function hasSmallCounts(treated: ProportionStatistics, control: ProportionStatistics): boolean {
  return [treated, control].some(({ n, successes }) => Math.min(successes, n - successes) < SMALL_COUNT);
}

/**
 * Two groups on a share of units: Welch and Fieller from 20 successes and failures an arm on; below that the score intervals of
 * Miettinen and Nurminen and the mid-p exact test, which stay right down to no success at all.
 */
export function compareProportions(
  treated: ProportionStatistics,
  control: ProportionStatistics,
  alpha = 0.05,
): Comparison {
  const armT = proportionArm(treated);
  if (isUndetermined(armT)) return { effect: armT, lift: armT };
  const armC = proportionArm(control);
  if (isUndetermined(armC)) return { effect: armC, lift: armC };
  const pair = independentPair(armT, armC);
  if (isUndetermined(pair)) return { effect: pair, lift: pair };
  const { estimate, standardError, interval, pValue } = welch(pair, alpha);
  if (!hasSmallCounts(treated, control)) {
    return { effect: { estimate, standardError, interval, pValue }, lift: fiellerLift(pair, alpha) };
  }
  return {
    effect: {
      estimate,
      standardError,
      interval: scoreDifferenceInterval(treated, control, alpha),
      pValue: fisherExact(treated, control).midPValue,
    },
    lift: scoreRatioLift(treated, control, alpha),
  };
}
