import type { MetricSums } from "@attune/measure/metric/metric-sums";
import type { Json } from "@attune/model/json";
import type { Measure, Metric } from "@attune/model/metric";

const dayMs = 24 * 3_600_000;

/** Whose outcomes are asked for. An empty tactic id means personalization as a whole. */
export interface Population {
  tacticId: string;
  windowDays: number;
}

/** The parameters of the query `metric-sums` for this metric. */
export function metricQuestion(
  metric: Metric,
  { tacticId, windowDays }: Population,
  by: readonly string[],
): Record<string, Json> {
  return {
    tacticId,
    afterMs: metric.afterDays * dayMs,
    windowMs: windowOf(metric, windowDays) * dayMs,
    capMicros: metric.cap === undefined ? null : Math.round(metric.cap * 1e6),
    by: [...by],
    ...side("numerator", metric.numerator),
    ...side("denominator", metric.denominator),
  };
}

/** Days from the first opportunity in which the metric counts; a metric that begins late has at least a day. */
export function windowOf({ windowDays, afterDays }: Metric, ofTactic: number): number {
  return windowDays ?? Math.max(ofTactic, afterDays + 1);
}

/** What `metric-sums` answers, as numbers. */
export function sumsOf(row: Record<string, Json>): MetricSums {
  const { dimension: _dimension, value: _value, arm: _arm, ...sums } = row;
  return Object.fromEntries(
    Object.entries(sums).map(([name, value]) => [name, Number(value)]),
  ) as unknown as MetricSums;
}

function side(name: string, measure: Measure | undefined): Record<string, Json> {
  return {
    [`${name}Events`]: measure?.events ?? [],
    [`${name}Aggregation`]: measure?.aggregation ?? "",
    [`${name}Times`]: measure?.times ?? 1,
    [`${name}Channels`]: measure?.channels ?? [],
    [`${name}Devices`]: measure?.devices ?? [],
    [`${name}Items`]: measure?.items ?? [],
    [`${name}Categories`]: measure?.categories ?? [],
    [`${name}Property`]: measure?.property ?? "",
  };
}
