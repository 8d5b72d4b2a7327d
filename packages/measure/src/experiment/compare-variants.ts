import type { ExperimentEffect, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { dilutedEffect } from "./dilution.ts";
import { type SegmentEffect, segmentHeterogeneity } from "./heterogeneity.ts";
import type { Counts, Infer } from "./inference.ts";
import type { RankTest } from "./mann-whitney.ts";
import { type ArmSums, adjustedPairOf, type MetricInput, pairOf, rawPairOf } from "./metric-input.ts";
import { testGreater } from "./one-sided.ts";
import type { PairEstimate } from "./pair-estimate.ts";
import { type StratumArms, stratifiedPair } from "./stratified-arms.ts";

/**
 * One variant against the control on one metric: adjusted, winsorized and plain side by side, with the guardrail's test.
 * The call is made later, when all p-values are known. Forty thousand of these make a large report: objects of one shape, built once.
 */
export function compareVariants(
  metric: MetricInput,
  treated: ArmSums,
  control: ArmSums,
  names: Names,
  infer: Infer,
  alpha: number,
  { strata, ranks, everyone }: MoreViews = {},
): VariantComparison {
  const plain = pairOf(treated, control);
  if (isUndetermined(plain)) return labelled(names, plain, plain);
  const counts: Counts =
    treated.kind === "proportion" && control.kind === "proportion"
      ? { treated: treated.statistics, control: control.statistics }
      : null;
  const adjusted = strata === undefined ? adjustedPairOf(treated, control) : stratifiedPair(strata, plain);
  const usable = adjusted !== null && !isUndetermined(adjusted) ? adjusted : null;
  const pair = usable?.pair ?? plain;
  const { effect, lift, belief } = infer(pair, usable === null ? counts : null);
  const comparison = labelled(names, effect, lift);
  if (belief !== undefined) {
    const lessIsBetter = metric.direction === "decrease";
    comparison.probabilityBeats = lessIsBetter ? 1 - belief.probabilityLarger : belief.probabilityLarger;
    comparison.expectedLoss = lessIsBetter ? belief.lossIfLarger : belief.lossIfSmaller;
  }
  if (usable !== null) {
    const without = infer(plain, counts);
    comparison.unadjusted = { effect: without.effect, lift: without.lift, varianceRatio: usable.varianceRatio };
  }
  const raw = rawPairOf(treated, control);
  if (raw !== null) {
    const without = isUndetermined(raw) ? { effect: raw, lift: raw } : infer(raw, null);
    comparison.raw = { effect: without.effect, lift: without.lift };
  }
  if (ranks !== undefined)
    comparison.ranks = isUndetermined(ranks)
      ? ranks
      : { probabilityLarger: ranks.probabilityLarger, pValue: ranks.pValue };
  if (everyone !== undefined && !isUndetermined(effect)) comparison.everyone = diluted(pair, effect, everyone);
  if (metric.margin !== undefined && !isUndetermined(effect)) {
    const sign = metric.direction === "decrease" ? -1 : 1;
    const gain = { estimate: sign * effect.estimate, standardError: effect.standardError };
    const test = testGreater(gain, pair.degreesOfFreedom, -metric.margin, alpha / 2);
    comparison.nonInferiority = { margin: metric.margin, lower: sign * test.lower, pValue: test.pValue };
  }
  return comparison;
}

/** What is known beside the sums of both arms. */
export interface MoreViews {
  strata?: readonly StratumArms[];
  ranks?: RankTest | Undetermined;
  /** With a trigger: units of both variants, and the control's mean, of everyone. */
  everyone?: { units: number; controlMean: number };
}

/** The effect on everyone, with an interval as many standard errors wide as that of the triggered. */
function diluted(
  pair: PairEstimate,
  { standardError, interval: [low, high] }: ExperimentEffect,
  everyone: NonNullable<MoreViews["everyone"]>,
): NonNullable<VariantComparison["everyone"]> {
  const found = dilutedEffect(pair, everyone);
  if (isUndetermined(found) || low === null || high === null)
    return isUndetermined(found) ? found : undetermined("one-sided", "The effect is bounded on one side only.");
  const half = ((high - low) / 2 / standardError) * found.standardError;
  return { ...found, interval: [found.estimate - half, found.estimate + half] };
}

/** The comparison whose effect the caller does not let be told. */
export function withheldComparison(names: Names, reason: Undetermined): VariantComparison {
  return labelled(names, reason, reason);
}

/** Who is compared with whom, and where. */
export interface Names {
  variant: string;
  control: string;
  segment: string | undefined;
}

function labelled(
  { variant, control, segment }: Names,
  effect: VariantComparison["effect"],
  lift: VariantComparison["lift"],
): VariantComparison {
  return segment === undefined
    ? { variant, control, effect, lift, call: "unclear" }
    : { variant, control, segment, effect, lift, call: "unclear" };
}

/** The test that comes before the segments, and the shrunken effects written into them. `groups` hold one comparison per variant each. */
export function compareSegments(
  groups: readonly { column: string; comparisons: VariantComparison[] }[],
  alpha: number,
): NonNullable<MetricReport["heterogeneity"]> {
  const tests: NonNullable<MetricReport["heterogeneity"]> = [];
  for (const column of new Set(groups.map((group) => group.column))) {
    const ofColumn = groups.filter((group) => group.column === column);
    for (let i = 0; i < ofColumn[0]!.comparisons.length; i++) {
      const members: VariantComparison[] = [];
      const effects: SegmentEffect[] = [];
      for (const { comparisons } of ofColumn) {
        const comparison = comparisons[i]!;
        if (isUndetermined(comparison.effect)) continue;
        members.push(comparison);
        effects.push(comparison.effect);
      }
      if (effects.length < 2) continue;
      const { statistic, degreesOfFreedom, pValue, shrunk } = segmentHeterogeneity(effects, alpha);
      members.forEach((comparison, k) => {
        comparison.shrunkEffect = shrunk[k]!;
      });
      tests.push({ segment: column, variant: members[0]!.variant, statistic, degreesOfFreedom, pValue });
    }
  }
  return tests;
}
