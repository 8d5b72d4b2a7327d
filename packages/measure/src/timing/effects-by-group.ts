import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import { normalSurvival } from "@attune/math/distribution/normal";
import type { Effect } from "@attune/model/report";
import type { EffectDifferenceTest, EffectSlope, GroupEffect } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";

/** A value that counts for one arm, with a weight; people weigh 1. */
export interface WeightedValue {
  isExposed: boolean;
  value: number;
  weight: number;
}

const fewest = 20;
const normal975 = 1.959963984540054;

/**
 * Weighted mean of the exposed less that of the held out; the variance is that of a ratio of weighted sums, weights taken as given. With
 * fewer than 20 rows an arm it is undetermined.
 */
export function groupEffect(group: string, rows: readonly WeightedValue[]): GroupEffect {
  const arms = [rows.filter(({ isExposed }) => isExposed), rows.filter(({ isExposed }) => !isExposed)] as const;
  const counts = { exposed: arms[0].length, heldOut: arms[1].length };
  return { group, ...counts, effect: differenceOf(arms[0], arms[1]) };
}

function differenceOf(exposed: readonly WeightedValue[], heldOut: readonly WeightedValue[]): Effect | Undetermined {
  if (exposed.length < fewest || heldOut.length < fewest)
    return undetermined("too-few-people", `Fewer than ${fewest} exposed or held out here.`);
  const [treated, control] = [meanOf(exposed), meanOf(heldOut)];
  return effectOf(treated.mean - control.mean, Math.sqrt(treated.variance + control.variance));
}

/** An effect with its normal interval; undetermined where nothing varies. */
export function effectOf(estimate: number, standardError: number): Effect | Undetermined {
  if (!(standardError > 0))
    return undetermined("zero-variance", "Everybody here did the same, so chance cannot be judged.");
  const half = normal975 * standardError;
  const pValue = 2 * normalSurvival(Math.abs(estimate / standardError));
  return { estimate, standardError, interval: [estimate - half, estimate + half], pValue };
}

function meanOf(rows: readonly WeightedValue[]): { mean: number; variance: number } {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = rows.reduce((sum, { weight, value }) => sum + weight * value, 0) / total;
  const squares = rows.reduce((sum, { weight, value }) => sum + (weight * (value - mean)) ** 2, 0);
  const n = rows.length;
  return { mean, variance: ((n / (n - 1)) * squares) / (total * total) };
}

/** Whether effects of different people differ: Cochran's Q. */
export function differenceTest(groups: readonly GroupEffect[]): EffectDifferenceTest | Undetermined {
  const known = knownEffects(groups);
  if (known.length < 2) return undetermined("too-few-groups", "Fewer than two groups have an effect to compare.");
  const weights = known.map(({ standardError }) => 1 / standardError ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pooled = known.reduce((sum, { estimate }, i) => sum + weights[i]! * estimate, 0) / total;
  const statistic = known.reduce((sum, { estimate }, i) => sum + weights[i]! * (estimate - pooled) ** 2, 0);
  const degreesOfFreedom = known.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

/** The change of the effect along a scale, by weighted least squares over groups; `at` is each group's place, null for one without. */
export function effectSlope(
  groups: readonly GroupEffect[],
  at: readonly (number | null)[],
  per: string,
): EffectSlope | Undetermined {
  const points = groups.flatMap(({ effect }, i) => {
    const x = at[i];
    return isUndetermined(effect) || x === null || x === undefined
      ? []
      : [{ x, y: effect.estimate, weight: 1 / effect.standardError ** 2 }];
  });
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const center = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / total;
  const spread = points.reduce((sum, { x, weight }) => sum + weight * (x - center) ** 2, 0);
  if (!(spread > 0)) return undetermined("too-few-groups", "Fewer than two places on the scale have an effect.");
  const estimate = points.reduce((sum, { x, y, weight }) => sum + weight * (x - center) * y, 0) / spread;
  const told = effectOf(estimate, 1 / Math.sqrt(spread));
  return isUndetermined(told) ? told : { per, ...told };
}

function knownEffects(groups: readonly GroupEffect[]): Effect[] {
  return groups.flatMap(({ effect }) => (isUndetermined(effect) ? [] : [effect]));
}

/** One effect less another's, of different people. */
export function effectDifference(one: GroupEffect, other: GroupEffect): Effect | Undetermined {
  if (isUndetermined(one.effect)) return one.effect;
  if (isUndetermined(other.effect)) return other.effect;
  return effectOf(
    one.effect.estimate - other.effect.estimate,
    Math.hypot(one.effect.standardError, other.effect.standardError),
  );
}
