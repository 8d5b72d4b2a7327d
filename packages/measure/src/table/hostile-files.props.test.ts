import { AttuneError } from "@attune/model/errors";
import type { ExperimentMethod } from "@attune/model/experiment-report";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { experimentHtml } from "../report/experiment-html.ts";
import { createCsvExperimentReader } from "./experiment-from-csv.ts";
import { parseMetricSpec } from "./metric-spec.ts";

const number = fc.constantFrom(
  "0",
  "1",
  "0",
  "1",
  "2",
  "3.5",
  "-1",
  "5",
  "0.1",
  "",
  "1e70",
  "-1e60",
  "1e-70",
  "9007199254740993",
);
const anything = fc.constantFrom(
  "0",
  "1",
  "NaN",
  "Infinity",
  "-inf",
  "abc",
  " ",
  "true",
  "1e309",
  "1e-320",
  "1e308",
  '"',
);
const rowOf = (cell: fc.Arbitrary<string>, arm: fc.Arbitrary<string>) =>
  fc.tuple(
    fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "a", "b"),
    arm,
    cell,
    cell,
    cell,
    fc.constantFrom("phone", "desktop", ""),
    fc.constantFrom("2026-01-01", "2026-01-02", "2026-01-05"),
  );
const plain = fc.array(rowOf(number, fc.constantFrom("a", "a", "b", "b", "c")), { maxLength: 60 });
const odd = fc.array(rowOf(anything, fc.constantFrom("a", "b", "")), { maxLength: 1 });

const question = fc.record({
  metrics: fc.subarray(
    ["flag=y", "m=y:mean", "p=x:proportion", "r=y/x", "q=x:p50", "z=z:p99", "d=y:decrease", "s=z/x"],
    {
      minLength: 1,
    },
  ),
  method: fc.constantFrom<ExperimentMethod>("fixed", "sequential", "group-sequential", "bayesian"),
  correction: fc.constantFrom("holm" as const, "bh" as const, "none" as const),
  winsorize: fc.option(fc.constantFrom(0.5, 0.99), { nil: undefined }),
  hasUnit: fc.boolean(),
  hasSegment: fc.boolean(),
  hasCovariate: fc.boolean(),
  hasMargin: fc.boolean(),
  hasDate: fc.boolean(),
  design: fc.constantFrom(
    {},
    {},
    {},
    { cluster: "id" },
    { cluster: "at" },
    { strata: "device" },
    { cluster: "id", strata: "at" },
    { triggered: "y" },
    { factorial: { column: "device", control: "phone" } },
  ),
});

/** The same files every time; HOSTILE_RUNS looks for new ones. */
const runs =
  process.env.HOSTILE_RUNS === undefined ? { numRuns: 200, seed: 3 } : { numRuns: Number(process.env.HOSTILE_RUNS) };

describe("files of any kind", () => {
  it("end in a report whose every number is one, or in an error that says what is wrong", () => {
    fc.assert(
      fc.property(plain, odd, question, (rows, oddRows, asked) => {
        const text = ["id,arm,y,x,z,device,at", ...[...rows, ...oddRows].map((row) => row.join(","))].join("\n");
        const { report, error } = reportOf(text, asked);
        if (report === undefined) {
          expect(error).toBeInstanceOf(AttuneError);
          expect((error as AttuneError).code).toBe("bad-request");
          return;
        }
        expectNumbers(report, "report");
        expect(experimentHtml(report)).not.toMatch(/>NaN|NaN<|undefined<|\[object/);
      }),
      runs,
    );
  }, 300_000);
});

function reportOf(text: string, asked: typeof question extends fc.Arbitrary<infer Asked> ? Asked : never) {
  const { method, correction, winsorize } = asked;
  try {
    const reader = createCsvExperimentReader({
      unit: asked.hasUnit ? "id" : null,
      variant: "arm",
      segments: asked.hasSegment ? ["device"] : [],
      metrics: asked.metrics.map((spec) => ({
        ...parseMetricSpec(spec),
        ...(asked.hasCovariate ? { covariate: "z", covariateDenominator: "x" } : {}),
        ...(asked.hasMargin ? { margin: 0.1 } : {}),
      })),
      ...(asked.hasDate ? { date: "at", stages: ["y", "x"] } : {}),
      ...asked.design,
      plannedUnits: 100,
      earlierLooks: [5],
      options: {
        control: "a",
        method,
        correction,
        ...(winsorize === undefined ? {} : { winsorize }),
        ...(asked.hasMargin ? { prior: { mean: 0, standardDeviation: 0.1 } } : {}),
      },
    });
    reader.push(text);
    return { report: reader.finish({ data: "file", sha256: "" }) };
  } catch (error) {
    return { error };
  }
}

function expectNumbers(value: unknown, path: string): void {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${path} is ${value}`);
    if (/pValue$|probabilityBeats$/.test(path) && !(value >= 0 && value <= 1)) throw new Error(`${path} is ${value}`);
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => {
      expectNumbers(item, `${path}[${i}]`);
    });
    const [low, high] = value;
    if (path.endsWith("interval") && low !== null && high !== null && low > high)
      throw new Error(`${path} is reversed`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) expectNumbers(item, `${path}.${key}`);
  } else if (value === undefined) throw new Error(`${path} is undefined`);
}
