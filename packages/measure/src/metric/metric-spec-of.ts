import { AttuneError } from "@attune/model/errors";
import type { Metric } from "@attune/model/metric";
import type { MetricSpec } from "../table/metric-spec.ts";
import { kindOfMetric } from "./metric-sums.ts";

/** The metric over the columns of a CSV file that it names; throws `bad-request` where it names none. */
export function metricSpecOf(metric: Metric): MetricSpec {
  const { metricId, name, numerator, denominator, direction, unit, margin, cap } = metric;
  const column = (of: string | undefined, path: string): string => {
    if (of !== undefined) return of;
    throw new AttuneError("bad-request", `The metric "${metricId}" names no column for a file: ${path}.`, { path });
  };
  const spec: MetricSpec = {
    name,
    kind: kindOfMetric(metric),
    column: column(numerator.column, `metrics.${metricId}.column`),
    direction,
    unit,
  };
  if (denominator !== undefined) {
    spec.denominator = column(denominator.column, `metrics.${metricId}.per.column`);
    spec.onlyWithDenominator = true;
  }
  if (margin !== undefined) spec.margin = margin;
  if (cap !== undefined) spec.cap = cap;
  return spec;
}
