import type { Experiment } from "@attune/model/experiment";
import type { Metric } from "@attune/model/metric";

/** What an experiment locks of its metrics when it starts: the one that decides first, then the guardrails, each with its margin. */
export function registeredMetrics({ metricId, guardrails }: Experiment, known: readonly Metric[]): Metric[] {
  const metrics = new Map(known.map((metric) => [metric.metricId, metric]));
  const primary = metrics.get(metricId);
  const { margin: _margin, ...withoutMargin } = primary ?? ({} as Metric);
  const others = guardrails.flatMap((guardrail) => {
    const metric = metrics.get(guardrail.metricId);
    if (metric === undefined || guardrail.metricId === metricId) return [];
    return guardrail.margin > 0 ? [{ ...metric, margin: guardrail.margin }] : [metric];
  });
  return primary === undefined ? others : [withoutMargin, ...others];
}
