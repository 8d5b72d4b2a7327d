import type { MetricEntry } from "@attune/model/metric";
import { describe, expect, it } from "vitest";
import { builtInEntries, metricsOfType, metricsWith } from "./built-in-metrics.ts";
import { metricEntry } from "./metric-entry.ts";
import { metricSpecOf } from "./metric-spec-of.ts";
import { readMetric } from "./read-metric.ts";

describe("readMetric", () => {
  it("fills in defaults: a share of people who did it", () => {
    expect(readMetric("demo", { event: "Demo Booked" })).toEqual({
      metricId: "demo",
      name: "demo",
      numerator: {
        events: ["Demo Booked"],
        aggregation: "any",
        times: 1,
        channels: [],
        devices: [],
        items: [],
        categories: [],
      },
      afterDays: 0,
      direction: "increase",
      unit: "share",
      types: [],
    });
  });

  it.each<[string, MetricEntry, string]>([
    ["a window that ends before it begins", { event: "*", after: 7, window: 7 }, "metrics.m.window"],
    ["a cap on a share", { event: "*", cap: 1 }, "metrics.m.cap"],
    ["a cap of too many decimals", { event: "*", aggregation: "count", cap: 0.0000001 }, "metrics.m.cap"],
    ["an aggregation without its property", { event: "*", aggregation: "property" }, "metrics.m.property"],
    ["times of a sum", { event: "*", aggregation: "amount", times: 2 }, "metrics.m.times"],
    [
      "the same in the denominator",
      { event: "*", per: { event: "*", aggregation: "property" } },
      "metrics.m.per.property",
    ],
  ])("refuses %s, naming the field", (_, entry, path) => {
    expect(() => readMetric("m", entry)).toThrow(expect.objectContaining({ code: "bad-request", path }));
  });

  it("comes back from the entry that it writes", () => {
    for (const metric of metricsWith([])) expect(readMetric(metric.metricId, metricEntry(metric))).toEqual(metric);
  });
});

describe("built-in metrics", () => {
  it("have defaults for every type, and a column for files each", () => {
    const metrics = metricsWith([]);
    for (const type of ["content", "product", "email", "website", "omnichannel"] as const)
      expect(metricsOfType(metrics, type).length, type).toBeGreaterThan(2);
    for (const metric of metrics) expect(metricSpecOf(metric).column, metric.metricId).not.toBe("");
  });

  it("give way to one's own of the same id", () => {
    const own = readMetric("conversion-rate", { event: "Signed Up" });
    const metrics = metricsWith([own]);
    expect(metrics).toHaveLength(Object.keys(builtInEntries).length);
    expect(metrics[0]).toBe(own);
  });

  it("need a column before a file can be read by them", () => {
    expect(() => metricSpecOf(readMetric("demo", { event: "Demo Booked" }))).toThrow(/metrics\.demo\.column/);
  });
});
