import type { ExperimentReport } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose, readText } from "../reference.suite.ts";
import { type CsvExperiment, createCsvExperimentReader } from "./experiment-from-csv.ts";
import { parseMetricSpec } from "./metric-spec.ts";

type Given = Partial<Omit<CsvExperiment, "metrics">> & { metrics?: string[] };

function report(text: string, given: Given = {}): ExperimentReport {
  const { metrics = ["y=y"], ...rest } = given;
  const reader = createCsvExperimentReader({
    unit: "id",
    variant: "arm",
    segments: [],
    options: { control: "a" },
    ...rest,
    metrics: metrics.map(parseMetricSpec),
  });
  for (let at = 0; at < text.length; at += 1000) reader.push(text.slice(at, at + 1000));
  return reader.finish({ data: "test.csv", sha256: "0" });
}

const rows = (lines: string[]) => ["id,arm,y,x,device", ...lines].join("\n");
const small = rows(["1,a,0,3,m", "2,a,1,4,d", "3,b,1,3,m", "4,b,1,5,d", "1,a,1,3,m", "5,a,0,2,m", "6,b,0,2,d"]);

describe("createCsvExperimentReader", () => {
  it("adds the rows of a unit up: a flag becomes a proportion of units, a number a mean", () => {
    const { metrics, inputs } = report(small, { metrics: ["flag=y", "count=y:mean", "x=x"] });
    expect(inputs).toMatchObject({ rows: 7, units: 6 });
    expect(metrics.map(({ kind }) => kind)).toEqual(["proportion", "mean", "mean"]);
    // Units of a: 1 (0 + 1), 2 (1), 5 (0); of b: 3 (1), 4 (1), 6 (0). x of a: 3 + 3, 4, 2.
    expect(metrics[0]!.variants.map(({ mean }) => mean)).toEqual([2 / 3, 2 / 3]);
    expect(metrics[2]!.variants[0]).toMatchObject({ id: "a", n: 3, mean: 4, standardDeviation: 2 });
  });

  it("keeps units of two variants in their first and reports them", () => {
    const { checks, variants } = report(rows(["1,a,1,1,m", "1,b,1,1,m", "2,a,0,1,m", "3,b,1,2,m", "4,b,0,1,m"]));
    expect(variants).toEqual([
      { id: "a", units: 2 },
      { id: "b", units: 2 },
    ]);
    expect(checks.find(({ id }) => id === "multiple-exposure")).toMatchObject({ status: "fail", statistic: 1 });
  });

  it("adds a predicted rest to what was seen, and its error to the variance: the same in every unit of a model", () => {
    const lines = ["1,a,10,2,m", "2,a,14,4,m", "3,a,12,3,d", "4,b,16,5,m", "5,b,13,5,d", "6,b,16,2,d"];
    const text = ["id,arm,y,rest,device,error", ...lines.map((line, i) => `${line},${i < 3 ? 1.5 : 2}`)].join("\n");
    const withRest = createCsvExperimentReader({
      unit: "id",
      variant: "arm",
      segments: ["device"],
      options: { control: "a" },
      metrics: [{ ...parseMetricSpec("ltv=y:mean"), rest: { column: "rest", errorColumn: "error" } }],
    });
    withRest.push(text);
    const [metric] = withRest.finish({ data: "test.csv", sha256: "0" }).metrics;
    expect(metric!.prediction).toEqual([
      { id: "a", observed: 12, rest: 3, restStandardError: 1.5 },
      { id: "b", observed: 15, rest: 4, restStandardError: 2 },
    ]);
    // Totals of a: 12, 18, 15 (variance 9); of b: 21, 18, 18 (variance 3); the model's errors are 1.5² and 2².
    const { effect } = metric!.comparisons[0]!;
    if (isUndetermined(effect)) throw new Error("told");
    expectClose(effect.estimate, 4);
    expectClose(effect.standardError, Math.sqrt(9 / 3 + 3 / 3 + 1.5 ** 2 + 2 ** 2));
    expect(metric!.variants.map(({ standardDeviation }) => standardDeviation)).toEqual([3, Math.sqrt(3)]);
    expect(report(text).metrics[0]!.prediction).toBeUndefined();
  });

  it("says that winsorizing took a rare metric away, instead of that it never varied", () => {
    const lines = Array.from({ length: 400 }, (_, i) => `${i},${i % 2 === 0 ? "a" : "b"},0,${i === 7 ? 90 : 0},m`);
    const told = report(rows(lines), {
      metrics: ["x=x:mean"],
      segments: ["device"],
      options: { control: "a", winsorize: 0.99 },
    });
    for (const { effect } of told.metrics[0]!.comparisons)
      expect(effect).toMatchObject({
        undetermined: { code: "winsorized-away", reason: expect.stringContaining("1 %") },
      });
    expect(told.metrics[0]!.comparisons).toHaveLength(2);
  });

  it("tells what is wrong with the file, with its column and line", () => {
    expect(() => report(small, { metrics: ["z=z"] })).toThrow(
      'There is no column "z"; the file has id, arm, y, x, device',
    );
    expect(() => report(small, { unit: "user" })).toThrow('There is no column "user"');
    expect(() => report(rows(["1,a,0,1,m", "2,b,abc,1,m"]))).toThrow('Line 3: column "y" holds "abc"');
    expect(() => report(rows(["1,a,NaN,1,m"]))).toThrow('Line 2: column "y" holds "NaN"');
    expect(() => report(rows(["1,a,Infinity,1,m"]))).toThrow("not a finite number");
    expect(() => report(small, { options: { control: "c" } })).toThrow('There is no variant "c"; the data hold a, b');
    expect(() => report(rows(["1,a,1,1,m", "2,a,0,1,m"]))).toThrow("one variant only (a)");
    expect(() => report(rows([]))).toThrow("no rows");
    expect(() => report("")).toThrow("empty");
    expect(() => report(rows(["1,,1,1,m"]))).toThrow('Line 2: column "arm" is empty');
    expect(() => report(small, { split: { a: 0.5, c: 0.5 } })).toThrow('names "c"');
  });

  it("refuses a column that is there twice, and tells no bytes of a file that is no text", () => {
    expect(() => report("id,arm,y,y\n1,a,1,2\n2,b,1,2\n")).toThrow('two columns "y"');
    expect(() => report("\u0000\u001b[31m,x\n1,2\n")).toThrow("does not look like text");
    const many = Array.from({ length: 100 }, (_, i) => `c${i}`).join(",");
    expect(() => report(`${many}\n`)).toThrow(/c29 and 70 more/);
  });

  it("never writes NaN, infinity or null where a number could not be computed: all zero, no variance, one unit, empty segments", () => {
    const texts = [
      rows(["1,a,0,0,m", "2,a,0,0,m", "3,b,0,0,m", "4,b,0,0,d"]),
      rows(["1,a,5,1,m", "2,b,5,1,m"]),
      rows(["1,a,5,0,m", "2,a,5,0,m", "3,b,5,0,d", "4,b,5,0,d"]),
      rows(["1,a,,1,m", "2,a,3,1,m", "3,b,4,1,d", "4,b,,1,d"]),
      small,
    ];
    for (const text of texts) {
      for (const method of ["fixed", "sequential", "bayesian", "group-sequential"] as const) {
        const result = report(text, {
          metrics: ["y=y", "mean=y:mean", "ratio=y/x", "p=x:p90"],
          segments: ["device"],
          plannedUnits: 100,
          options: { control: "a", method, winsorize: 0.9 },
        });
        assertFinite(result, "report");
      }
    }
  });

  it("is the same to the last digit whatever the order of the rows of different units", () => {
    const lines = small.split("\n");
    const reversed = [lines[0]!, ...lines.slice(1).reverse()].join("\n");
    expect(report(reversed, { segments: ["device"] }).metrics[0]!.comparisons[0]).toEqual(
      report(small, { segments: ["device"] }).metrics[0]!.comparisons[0],
    );
  });

  it("speaks in chances with method bayesian, in the metric's direction", () => {
    const lines = ["id,arm,y,x"];
    for (let i = 0; i < 2000; i++)
      lines.push(`${i},${i % 2 === 1 ? "b" : "a"},${i % 20 < (i % 2 === 1 ? 8 : 4) ? 1 : 0},${i % 7}`);
    const result = report(lines.join("\n"), {
      metrics: ["up=y", "down=y:decrease"],
      options: { control: "a", method: "bayesian", prior: { mean: 0, standardDeviation: 0.5 } },
    });
    const [up, down] = result.metrics.map(({ comparisons }) => comparisons[0]!);
    expect(up!.probabilityBeats).toBeGreaterThan(0.99);
    expect(up!.call).toBe("better");
    expectClose(up!.probabilityBeats! + down!.probabilityBeats!, 1);
    expect(down!.call).toBe("worse");
    expect(down!.expectedLoss).toBeGreaterThan(up!.expectedLoss!);
  });

  it("follows the effect over days of first exposure, and splits it over the stages of a funnel", () => {
    const lines = ["id,arm,y,x,device,at,cart"];
    for (let i = 0; i < 6000; i++) {
      const treated = i % 2 === 1;
      const day = 1 + Math.floor(i / 1000);
      const k = Math.floor(i / 2);
      const carted = k % 10 < 5;
      // In the treated group people buy from the cart more often, and less so every day.
      const bought = carted && k % 50 < (treated ? 26 - 2 * day : 10);
      lines.push(`${i},${treated ? "b" : "a"},${bought ? 1 : 0},1,m,2026-01-0${day} 09:00,${carted ? 1 : 0}`);
    }
    const result = report(lines.join("\n"), { date: "at", stages: ["cart", "y"] });
    const [timeline] = result.timeline!;
    expect(timeline!.variant).toBe("b");
    expect(timeline!.days.map(({ day, units }) => [day, units])[5]).toEqual(["2026-01-06", 6000]);
    const last = timeline!.days[5]!.effect;
    const overall = result.metrics[0]!.comparisons[0]!.effect;
    if (isUndetermined(last) || isUndetermined(overall)) throw new Error("undetermined");
    expectClose(last.estimate, overall.estimate);
    const [stages] = result.stages!;
    if (isUndetermined(stages)) throw new Error("undetermined");
    expect(stages!.transitions.map(({ from, to }) => `${from}-${to}`)).toEqual(["everyone-cart", "cart-y"]);
    expectClose(
      stages!.transitions.reduce((sum, { contribution }) => sum + contribution, 0),
      overall.estimate,
    );
    expect(stages!.transitions[0]!.contribution).toBe(0);
    expect(result.checks.find(({ id }) => id === "sample-ratio-over-time")).toMatchObject({ status: "pass" });
    expect(result.checks.find(({ id }) => id === "novelty")!.statistic).toBeLessThan(0);
    expect(() => report("id,arm,y,at\n1,a,1,yesterday\n", { date: "at" })).toThrow('column "at" holds "yesterday"');
    assertFinite(result, "report");
  });

  it("gives Hillstrom's published effects: sample ratio, visits, spend and conversion (anchors 75 to 80)", (context) => {
    const text = readText("hillstrom-email/hillstrom.csv");
    if (text === null) return context.skip("data set hillstrom-email is not here: set ATTUNE_DATA");
    const result = report(text, {
      unit: null,
      variant: "segment",
      metrics: ["visit=visit", "spend=spend", "conversion=conversion"],
      options: { control: "No E-Mail" },
    });
    const split = result.checks.find(({ id }) => id === "sample-ratio")!;
    expectClose(split.statistic, 0.20253125);
    expectClose(split.pValue, 0.9036929575604196);
    const expected: [string, string, number, number | null, number | null][] = [
      ["visit", "Mens E-Mail", 0.07658956365153125, 0.0033858878117283653, 1.3644511962742905e-112],
      ["visit", "Womens E-Mail", 0.045233106587052985, 0.003234462099090751, 2.4324477023127946e-44],
      ["spend", "Mens E-Mail", 0.7698271558945368, 0.14524656024868676, null],
      ["spend", "Womens E-Mail", 0.4244122159365967, 0.13033285852919116, 0.0011293971],
      ["conversion", "Mens E-Mail", 0.006805006519615695, null, null],
      ["conversion", "Womens E-Mail", 0.003111057511085258, null, null],
    ];
    for (const [name, variant, estimate, standardError, pValue] of expected) {
      const metric = result.metrics.find((m) => m.name === name)!;
      const { effect } = metric.comparisons.find((c) => c.variant === variant)!;
      if (isUndetermined(effect)) throw new Error("undetermined");
      expectClose(effect.estimate, estimate);
      if (standardError !== null) expectClose(effect.standardError, standardError);
      if (pValue !== null) expectClose(effect.logPValue, Math.log(pValue), 1e-9);
    }
    expect(result.decision.verdict).toBe("ship");
  });
});

function assertFinite(value: unknown, path: string): void {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => {
      assertFinite(item, `${path}[${i}]`);
    });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) assertFinite(item, `${path}.${key}`);
  } else if (value === undefined) throw new Error(`${path} is undefined`);
}
