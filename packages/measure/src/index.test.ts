import { expect, it } from "vitest";
import {
  builtInEntries,
  compareProportions,
  createCsvExperimentReader,
  isUndetermined,
  parseMetricSpec,
} from "./index.ts";

it("is usable alone: two counts in, lift and effect out", () => {
  const { lift, effect } = compareProportions({ n: 10_000, successes: 300 }, { n: 10_000, successes: 200 });
  if (isUndetermined(lift) || isUndetermined(effect)) throw new Error("determined");
  expect(lift.estimate).toBeCloseTo(0.5, 12);
  expect(effect.interval[0]).toBeGreaterThan(0);
});

it("is usable alone: a CSV text in, a report out", () => {
  const reader = createCsvExperimentReader({
    unit: "user",
    variant: "arm",
    metrics: [parseMetricSpec("conversion=bought")],
    segments: [],
    options: { control: "a" },
  });
  reader.push("user,arm,bought\n");
  for (let i = 0; i < 200; i++) reader.push(`${i},${i % 2 ? "a" : "b"},${i % 3 ? 0 : 1}\n`);
  const report = reader.finish({ data: "text", sha256: "" });
  expect(report.variants.map(({ id, units }) => [id, units])).toEqual([
    ["a", 100],
    ["b", 100],
  ]);
});

it("names the built-in metrics", () => {
  expect(Object.keys(builtInEntries)).toContain("revenue-per-visitor");
});
