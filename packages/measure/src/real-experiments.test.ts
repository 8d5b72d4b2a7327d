import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { equalSharesTest } from "./experiment/equal-shares.ts";
import { benjaminiHochberg, holm } from "./experiment/multiple-testing.ts";
import { sampleRatioTest } from "./experiment/sample-ratio.ts";
import { pooledZTest, type TestResult } from "./experiment/two-proportion.ts";
import { expectClose, expectPublished, readText } from "./reference.suite.ts";
import { createCsvScanner } from "./table/csv-scanner.ts";
import { createCsvExperimentReader } from "./table/experiment-from-csv.ts";
import { parseMetricSpec } from "./table/metric-spec.ts";

/** The numbers of docs/guide/experiments.md. */
describe("real experiments", () => {
  it("Udacity's landing page: 290,584 people, no lift (z −1.31092, p 0.18988)", (context) => {
    const text = readText("ab-data-udacity/ab_data.csv.gz");
    if (text === null) return context.skip("data set ab-data-udacity is not here: set ATTUNE_DATA");
    const reader = createCsvExperimentReader({
      unit: "user_id",
      variant: "group",
      segments: [],
      metrics: [parseMetricSpec("conversion=converted")],
      options: { control: "control" },
    });
    const [header, ...lines] = text.trim().split("\n");
    // 3,893 rows show a page that does not belong to the group; the first good row of a person counts, as in the course.
    const seen = new Set<string>();
    reader.push(`${header}\n`);
    for (const line of lines) {
      const [user = "", , group, page] = line.split(",");
      if ((group === "treatment") !== (page === "new_page") || seen.has(user)) continue;
      seen.add(user);
      reader.push(`${line}\n`);
    }
    const report = reader.finish({ data: "ab_data.csv.gz", sha256: "" });
    expect(report.variants).toEqual([
      { id: "control", units: 145_274 },
      { id: "treatment", units: 145_310 },
    ]);
    const [control, treatment] = report.metrics[0]!.variants;
    expectPublished(control!.mean as number, 0.120386, 6);
    expectPublished(treatment!.mean as number, 0.118808, 6);
    const z = pooledZTest({ n: 145_310, successes: 17_264 }, { n: 145_274, successes: 17_489 }) as TestResult;
    expectPublished(z.statistic, -1.31092, 5);
    expectPublished(z.pValue, 0.18988, 5);
    const { effect, call } = report.metrics[0]!.comparisons[0]!;
    if (isUndetermined(effect)) throw new Error("undetermined");
    // Welch and the pooled z agree to four digits at this size.
    expectClose(effect.pValue, 0.18988, 1e-3);
    expect(call).toBe("unclear");
    expect(report.decision.verdict).toBe("learn");
  });

  it("Upworthy's 4,873 headline tests: 753 uneven splits; 2,203 'winners' are 1,711 after Benjamini–Hochberg and 492 after Holm", (context) => {
    const text = readText("upworthy-exploratory/upworthy_exploratory_packages.csv.gz");
    if (text === null) return context.skip("data set upworthy-exploratory is not here: set ATTUNE_DATA");
    const tests = new Map<string, { n: number; successes: number }[]>();
    const scanner = createCsvScanner({
      header: (names) => ["clickability_test_id", "impressions", "clicks"].map((name) => names.indexOf(name)),
      row([id = "", impressions, clicks]) {
        const arms = tests.get(id) ?? [];
        arms.push({ n: Number(impressions), successes: Number(clicks) });
        tests.set(id, arms);
      },
    });
    scanner.push(text);
    scanner.end();
    expect(tests.size).toBe(4873);
    const many = [...tests.values()];
    const uneven = many.filter((arms) => {
      const split = sampleRatioTest(
        arms.map(({ n }) => n),
        arms.map(() => 1),
      );
      return !isUndetermined(split) && split.pValue < 0.001;
    });
    const pValues = many.flatMap((arms) => {
      const test = equalSharesTest(arms);
      return isUndetermined(test) ? [] : [test.pValue];
    });
    // The counts are scipy's and statsmodels': reference/upworthy.py.
    expect(uneven.length).toBe(753);
    expect(pValues.length).toBe(4872);
    expect(pValues.filter((p) => p < 0.05).length).toBe(2203);
    expect(benjaminiHochberg(pValues).filter((p) => p <= 0.05).length).toBe(1711);
    expect(holm(pValues).filter((p) => p <= 0.05).length).toBe(492);
  });
});
