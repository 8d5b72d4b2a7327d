import type { ComparisonCall, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { benjaminiHochberg, holm } from "./multiple-testing.ts";

/** Corrects the p-values of everyone's comparisons as one family, those of each segment column as another, and makes the calls. */
export function callComparisons(
  metrics: readonly MetricReport[],
  correction: "holm" | "bh" | "none",
  grouping: "all" | "primary-apart",
  alpha: number,
): void {
  const families = new Map<string, { metric: MetricReport; comparison: VariantComparison; pValue: number }[]>();
  for (const metric of metrics) {
    for (const comparison of metric.comparisons) {
      if (isUndetermined(comparison.effect)) continue;
      const apart = grouping === "primary-apart" && metric === metrics[0] ? "primary" : "";
      const family = `${apart} ${comparison.segment?.split("=")[0] ?? ""}`;
      const members = families.get(family) ?? [];
      members.push({ metric, comparison, pValue: comparison.effect.pValue });
      families.set(family, members);
    }
  }
  for (const members of families.values()) {
    const pValues = members.map(({ pValue }) => pValue);
    const adjusted =
      correction === "none" ? pValues : correction === "holm" ? holm(pValues) : benjaminiHochberg(pValues);
    members.forEach(({ metric, comparison }, i) => {
      if (correction !== "none") comparison.adjustedPValue = adjusted[i]!;
      comparison.call = callOf(metric, comparison, adjusted[i]!, alpha);
    });
  }
}

function callOf(metric: MetricReport, comparison: VariantComparison, pValue: number, alpha: number): ComparisonCall {
  if (isUndetermined(comparison.effect)) return "unclear";
  const gain = metric.direction === "decrease" ? -comparison.effect.estimate : comparison.effect.estimate;
  if (comparison.probabilityBeats !== undefined) return believedCall(comparison, comparison.probabilityBeats, alpha);
  if (pValue <= alpha && gain < 0) return "worse";
  if (comparison.nonInferiority !== undefined) {
    return comparison.nonInferiority.pValue <= alpha / 2 ? "not-worse-than-margin" : "margin-not-shown";
  }
  return pValue <= alpha ? "better" : "unclear";
}

/** The call of method `bayesian`: by the chance to be better, so that the prior counts. */
function believedCall({ nonInferiority }: VariantComparison, chance: number, alpha: number): ComparisonCall {
  if (chance <= alpha / 2) return "worse";
  if (nonInferiority !== undefined) {
    return nonInferiority.pValue <= alpha / 2 ? "not-worse-than-margin" : "margin-not-shown";
  }
  return chance >= 1 - alpha / 2 ? "better" : "unclear";
}
