import type { MetricEntry } from "@attune/model/metric";
import { expect, test } from "vitest";
import { metricEntry, metricForm } from "./metric-form.ts";

test.each<[string, MetricEntry]>([
  ["a share", { event: "Demo Booked", times: 2, type: "website" }],
  [
    "money, capped",
    { name: "revenue", event: "Order Completed", aggregation: "amount", window: 14, cap: 500, column: "r" },
  ],
  [
    "a ratio with filters",
    {
      event: ["Order Completed", "Order Updated"],
      filter: { device: "phone", category: ["Tea", "Coffee"] },
      per: { event: "Checkout Started", aggregation: "count", property: "rating" },
      type: ["website", "omnichannel"],
      margin: 0.01,
    },
  ],
  ["one that is to fall", { event: "*", aggregation: "absent", after: 7, direction: "decrease", unit: "share" }],
])("%s: a form that nobody touched says the entry that it began from", (_what, entry) => {
  expect(metricEntry(metricForm(entry))).toEqual(entry);
});

test("how often counts only where people are counted", () => {
  const form = metricForm({ event: "Demo Booked", times: 2 });
  expect(metricEntry({ ...form, above: { ...form.above, aggregation: "count" } })).toEqual({
    event: "Demo Booked",
    aggregation: "count",
  });
});
