import { AttuneError } from "@attune/model/errors";
import type { Aggregation, Measure, Metric, MetricEntry, MetricUnit } from "@attune/model/metric";

type MeasureEntry = NonNullable<MetricEntry["per"]>;

/** A metric from its entry in a playbook, defaults filled in. Throws `bad-request` for parts that do not fit each other. */
export function readMetric(metricId: string, entry: MetricEntry): Metric {
  const path = `metrics.${metricId}`;
  const numerator = readMeasure(entry, path);
  const metric: Metric = {
    metricId,
    name: entry.name ?? metricId,
    numerator,
    afterDays: entry.after ?? 0,
    direction: entry.direction ?? "increase",
    unit: entry.unit ?? unitOf(entry),
    types: entry.type === undefined ? [] : [entry.type].flat(),
  };
  if (entry.per !== undefined) metric.denominator = readMeasure(entry.per, `${path}.per`);
  if (entry.window !== undefined) metric.windowDays = entry.window;
  if (entry.cap !== undefined) metric.cap = entry.cap;
  if (entry.margin !== undefined) metric.margin = entry.margin;
  if (metric.windowDays !== undefined && metric.windowDays <= metric.afterDays)
    throw atPath(`${path}.window`, "ends before it begins: it has to be greater than `after`");
  if (metric.cap !== undefined && (numerator.aggregation === "any" || numerator.aggregation === "absent"))
    throw atPath(`${path}.cap`, "has no meaning for a share, whose values are 0 and 1");
  if (metric.cap !== undefined && Math.round(metric.cap * 1e6) !== metric.cap * 1e6)
    throw atPath(`${path}.cap`, "has more than six decimals");
  return metric;
}

function readMeasure(entry: MeasureEntry, path: string): Measure {
  const list = (names: string | string[] | undefined) => (names === undefined ? [] : [names].flat());
  const aggregation: Aggregation = entry.aggregation ?? (entry.property === undefined ? "any" : "property");
  if (aggregation === "property" && entry.property === undefined)
    throw atPath(`${path}.property`, "is missing: the aggregation `property` sums one up");
  if (entry.times !== undefined && aggregation !== "any")
    throw atPath(`${path}.times`, "belongs to the aggregation `any`");
  return {
    events: list(entry.event),
    aggregation,
    times: entry.times ?? 1,
    channels: list(entry.filter?.channel),
    devices: list(entry.filter?.device),
    items: list(entry.filter?.item),
    categories: list(entry.filter?.category),
    ...(entry.property === undefined ? {} : { property: entry.property }),
    ...(entry.column === undefined ? {} : { column: entry.column }),
  };
}

function unitOf({ aggregation, per }: MetricEntry): MetricUnit {
  if (aggregation === undefined || aggregation === "any" || aggregation === "absent") return "share";
  if (aggregation === "amount") return "currency";
  if (aggregation === "seconds") return "seconds";
  return per !== undefined && per.aggregation === aggregation ? "share" : "count";
}

function atPath(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", `attune.yaml: ${path} ${message}.`, { path });
}
