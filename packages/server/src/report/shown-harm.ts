import { experimentReport } from "@attune/measure/experiment/experiment-report";
import type { MetricInput } from "@attune/measure/experiment/metric-input";
import type { Guardrail } from "@attune/model/experiment";
import type { Metric } from "@attune/model/metric";
import { isUndetermined } from "@attune/model/undetermined";

/** What guardrails are judged by: sums of each guarded metric by arm, the control first. */
export interface GuardedArms {
  arms: readonly string[];
  units: readonly number[];
  /** In the order of the guardrails. */
  inputs: readonly MetricInput[];
}

/** The metrics of guardrails; harm is judged by their margins here, not by a test of non-inferiority. */
export function guardedMetrics(guardrails: readonly Guardrail[], known: readonly Metric[]): Metric[] {
  return guardrails.flatMap(({ metricId }) => {
    const metric = known.find((one) => one.metricId === metricId);
    if (metric === undefined) return [];
    const { margin: _margin, ...withoutMargin } = metric;
    return [withoutMargin];
  });
}

/**
 * Says of an arm that it is worse than the control by more than a guardrail's margin; null where that is not shown. Intervals hold at all looks
 * at once, and the error is shared by all guardrails and arms. @param alpha of crying wolf at all @param tuning people near which it is sharpest
 */
export function shownHarm(
  guardrails: readonly Guardrail[],
  { arms, units, inputs }: GuardedArms,
  alpha: number,
  tuning: number | undefined,
): string | null {
  const people = units.reduce((sum, n) => sum + n, 0);
  const report = experimentReport(
    {
      inputs: { data: "", sha256: "", rows: people, units: people },
      variants: arms.map((id, i) => ({ id, units: units[i]! })),
      metrics: inputs,
      crossovers: 0,
    },
    {
      control: arms[0]!,
      method: "sequential",
      correction: "none",
      // Two-sided, and only one side is harm.
      alpha: (2 * alpha) / (guardrails.length * (arms.length - 1)),
      ...(tuning === undefined ? {} : { tuning }),
    },
  );
  for (const [i, { metricId, margin }] of guardrails.entries()) {
    const metric = report.metrics[i];
    const isLess = metric?.direction === "decrease";
    for (const { variant, effect } of metric?.comparisons ?? []) {
      if (isUndetermined(effect)) continue;
      const best = isLess ? effect.interval[0] : effect.interval[1];
      if (best !== null && (isLess ? -best : best) < -margin)
        return `${variant} changes ${metricId} by ${rounded(effect.estimate)} per person, at best ${rounded(best)}: worse than the accepted ${margin}`;
    }
  }
  return null;
}

const rounded = (value: number) => Number(value.toPrecision(3));
