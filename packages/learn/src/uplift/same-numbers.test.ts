import { createRng } from "@attune/math/rng";
import { digestOf } from "@attune/math/same-numbers.suite";
import { expect, it } from "vitest";
import { ridgeLearner } from "./base-learner.ts";
import { type UpliftStudyOptions, upliftReport } from "./uplift-report.ts";

/** As in packages/measure/src/same-numbers.test.ts: digests that were written down on one machine. */
const n = 300;
const rng = createRng("uplift");
const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: n }, () => rng.normal()));
const treated = Uint8Array.from({ length: n }, () => rng.integer(2));
const outcome = Float64Array.from({ length: n }, (_, i) =>
  rng.uniform() < 0.3 + treated[i]! * (columns[0]![i]! > 0 ? 0.3 : -0.1) ? 1 : 0,
);

it.each<[string, string]>([
  ["t", "81c85086e2196f79"],
  ["x", "8b33f54c5a9e6ce5"],
  ["dr", "bada1d118054313d"],
  ["forest", "8aee117a1475cf56"],
])("learner %s has the same numbers on any machine", (learner, digest) => {
  const report = upliftReport(
    { columns, treated, outcome },
    {
      features: ["a", "b", "c"],
      learner: learner as UpliftStudyOptions["learner"],
      ...(learner === "t" ? { base: ridgeLearner } : {}),
      testFraction: 0.5,
      isRandomized: true,
      costPerTreatment: 0.1,
      valuePerOutcome: 1,
      seed: "1",
    },
    createRng(1),
  );
  expect(report).not.toHaveProperty("undetermined");
  expect(digestOf(report)).toBe(digest);
});
