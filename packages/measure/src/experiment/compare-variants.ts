import type { MetricReport, VariantComparison } from "@attune/model/experiment-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { type SegmentEffect, segmentHeterogeneity } from "./heterogeneity.ts";
import type { Counts, Infer } from "./inference.ts";
import { type ArmSums, adjustedPairOf, type MetricInput, pairOf, rawPairOf } from "./metric-input.ts";
import { testGreater } from "./one-sided.ts";
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
  strata?: readonly StratumArms[],
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
  if (metric.margin !== undefined && !isUndetermined(effect)) {
    const sign = metric.direction === "decrease" ? -1 : 1;
    const gain = { estimate: sign * effect.estimate, standardError: effect.standardError };
    const test = testGreater(gain, pair.degreesOfFreedom, -metric.margin, alpha / 2);
    comparison.nonInferiority = { margin: metric.margin, lower: sign * test.lower, pValue: test.pValue };
  }
  return comparison;
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
