import type { MetricComparison } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import { expect, test } from "vitest";
import { metricColumns } from "./metric-columns.ts";

const unknown = undetermined("too-few", "Too few people.");

test("what is not known stays empty, and never becomes a number", () => {
  const metric = {
    name: "conversion rate",
    unit: "share",
    treated: 0.1,
    control: unknown,
    effect: { estimate: 0.02, standardError: 0.01, interval: [null, 0.04], pValue: 0.05 },
    lift: unknown,
  } as unknown as MetricComparison;
  const columns = metricColumns("Personalized", "Held out", (row: MetricComparison) => row);
  expect(columns.map(({ csv }) => csv(metric))).toEqual([
    "conversion rate",
    "share",
    "Personalized against Held out",
    0.1,
    null,
    0.02,
    null,
    0.04,
    null,
    null,
    null,
  ]);
});
