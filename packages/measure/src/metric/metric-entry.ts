import type { Metric, MetricEntry } from "@attune/model/metric";

type Side = Metric["numerator"];

/** The entry of a playbook that reads back as this metric. */
export function metricEntry(metric: Metric): MetricEntry {
  const { name, numerator, denominator, afterDays, windowDays, cap, direction, unit, types, margin } = metric;
  return {
    name,
    ...measureEntry(numerator),
    ...(denominator === undefined ? {} : { per: measureEntry(denominator) }),
    ...(afterDays === 0 ? {} : { after: afterDays }),
    ...(windowDays === undefined ? {} : { window: windowDays }),
    ...(cap === undefined ? {} : { cap }),
    direction,
    unit,
    ...(types.length === 0 ? {} : { type: types }),
    ...(margin === undefined ? {} : { margin }),
  };
}

function measureEntry({ events, aggregation, times, channels, devices, items, categories, property, column }: Side) {
  const filter = {
    ...(channels.length === 0 ? {} : { channel: channels }),
    ...(devices.length === 0 ? {} : { device: devices }),
    ...(items.length === 0 ? {} : { item: items }),
    ...(categories.length === 0 ? {} : { category: categories }),
  };
  return {
    event: events,
    aggregation,
    ...(times === 1 ? {} : { times }),
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(property === undefined ? {} : { property }),
    ...(column === undefined ? {} : { column }),
  };
}
