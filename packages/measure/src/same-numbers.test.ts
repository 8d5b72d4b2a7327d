import { createRng } from "@attune/math/rng";
import { digestOf } from "@attune/math/same-numbers.suite";
import { describe, expect, it } from "vitest";
import { type EffectStudyRequest, runEffectStudy } from "./observational/run-effect-study.ts";
import { type CsvExperiment, createCsvExperimentReader } from "./table/experiment-from-csv.ts";
import { parseMetricSpec } from "./table/metric-spec.ts";

/**
 * Same seed, same JSON to 12 significant digits, on any machine: whole reports as digests that were written down on one machine. A digest
 * that differs after a change of the methods is to be written anew; one that differs with another Node, processor or system is a fault.
 */

/** 600 people in 40 shops and three countries, two changes at once, over twelve days. */
function experimentFile(): string {
  const rng = createRng("same numbers");
  const rows = Array.from({ length: 600 }, (_, i) => {
    const shop = Math.floor(i / 15);
    const arm = shop % 2 === 0 ? "a" : "b";
    const before = Math.exp(rng.normal());
    const buys = rng.uniform() < 0.2 + (arm === "b" ? 0.05 : 0) ? 1 : 0;
    const spend = buys * (before + Math.exp(1 + 0.5 * rng.normal()));
    const day = `2026-03-${String(1 + (i % 12)).padStart(2, "0")}`;
    const device = rng.integer(2) === 0 ? "phone" : "desktop";
    return [
      i,
      shop,
      arm,
      rng.integer(2),
      `c${rng.integer(3)}`,
      device,
      day,
      buys,
      spend,
      before,
      buys + rng.integer(2),
    ];
  });
  const header = ["id", "shop", "arm", "price", "country", "device", "day", "buys", "spend", "before", "visits"];
  return [header, ...rows].map((row) => row.join(",")).join("\n");
}

type Asked = Partial<Omit<CsvExperiment, "metrics">> & { covariate?: string };

function experiment({ covariate, ...asked }: Asked): string {
  const specs = ["buys=buys", "spend=spend:mean", "per visit=spend/visits", "high=spend:p90"].map(parseMetricSpec);
  const reader = createCsvExperimentReader({
    unit: "id",
    variant: "arm",
    segments: ["device"],
    options: { control: "a" },
    ...asked,
    metrics: specs.map((spec) => (covariate === undefined || spec.kind === "ratio" ? spec : { ...spec, covariate })),
  });
  reader.push(experimentFile());
  return digestOf(reader.finish({ data: "file.csv", sha256: "0" }));
}

describe("an experiment has the same numbers on any machine", () => {
  const control = "a";
  it.each<[string, Asked, string]>([
    [
      "fixed, with covariates, over time, by stage",
      { covariate: "before", date: "day", stages: ["visits", "buys"] },
      "aad4133bb2d1eb0b",
    ],
    ["winsorized, Benjamini–Hochberg", { options: { control, winsorize: 0.95, correction: "bh" } }, "2c6404d6da794427"],
    ["sequential", { options: { control, method: "sequential" } }, "991fc2b8151d472a"],
    [
      "group-sequential",
      { options: { control, method: "group-sequential" }, plannedUnits: 1000, earlierLooks: [300] },
      "2f0615aa2af54986",
    ],
    [
      "bayesian",
      { options: { control, method: "bayesian", prior: { mean: 0, standardDeviation: 0.2 } } },
      "9105f1ae940d1a0b",
    ],
    ["bayesian without a prior", { options: { control, method: "bayesian" } }, "40348c0b1c00aad7"],
    ["clusters", { cluster: "shop", covariate: "before" }, "33f972659e799b23"],
    ["strata", { strata: "country" }, "12ca0965f917b165"],
    ["factorial", { factorial: { column: "price", control: "0" } }, "f42d4a4d243603d8"],
  ])("%s", (_, asked, digest) => expect(experiment(asked)).toBe(digest));
});

/** 240 people, and 40 units over eight periods, with every column that the designs ask for. */
function people(): Map<string, Float64Array> {
  const rng = createRng("people");
  const n = 240;
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const z = Float64Array.from({ length: n }, () => rng.normal());
  const treated = x.map((value) => (rng.uniform() < 1 / (1 + Math.exp(-0.5 * value)) ? 1 : 0));
  const y = x.map((value, i) => value + treated[i]! + rng.normal());
  return new Map([
    ["x", x],
    ["z", z],
    ["treated", treated],
    ["running", x],
    ["dose", x.map((value, i) => value + z[i]! + rng.normal())],
    ["y", y],
  ]);
}

function panel(): Map<string, Float64Array> {
  const rng = createRng("panel");
  const cells = Array.from({ length: 320 }, (_, i) => ({ unit: i % 40, time: Math.floor(i / 40) + 1 }));
  const column = (of: (cell: { unit: number; time: number }) => number) => Float64Array.from(cells, of);
  const first = (unit: number) => [0, 4, 6, 0][unit % 4]!;
  return new Map([
    ["unit", column(({ unit }) => unit)],
    ["time", column(({ time }) => time)],
    ["first", column(({ unit }) => first(unit))],
    [
      "y",
      column(
        ({ unit, time }) =>
          unit / 10 + time / 5 + (first(unit) > 0 && time >= first(unit) ? 1 : 0) + 0.3 * rng.normal(),
      ),
    ],
  ]);
}

function series(): Map<string, Float64Array> {
  const rng = createRng("series");
  const x = Float64Array.from({ length: 60 }, () => rng.normal());
  return new Map([
    ["time", x.map((_, t) => t)],
    ["x", x],
    ["y", x.map((value, t) => 10 + value + (t >= 45 ? 2 : 0) + 0.3 * rng.normal())],
  ]);
}

describe("a study without an experiment has the same numbers on any machine", () => {
  const ofPeople = { outcome: "y", treatment: "treated", covariates: ["x", "z"] };
  const ofPanel = { outcome: "y", unit: "unit", time: "time" };
  it.each<[string, EffectStudyRequest, Map<string, Float64Array>, string]>([
    ["weighting", { design: "weighting", ...ofPeople }, people(), "fa8c85599feec7c7"],
    ["matching", { design: "matching", ...ofPeople }, people(), "d0c82eb769e50550"],
    ["staggered", { design: "did", ...ofPanel, firstTreated: "first" }, panel(), "02a9a8fddba32892"],
    [
      "iv",
      { design: "iv", outcome: "y", treatment: "dose", instruments: ["z"], controls: ["x"] },
      people(),
      "c2358126d36b506a",
    ],
    [
      "discontinuity",
      { design: "discontinuity", outcome: "y", running: "running", cutoff: 0 },
      people(),
      "413a4186da335814",
    ],
    [
      "interrupted",
      { design: "interrupted", outcome: "y", time: "time", treatedFrom: "45", controls: ["x"] },
      series(),
      "50d4631942cdcaf7",
    ],
  ])("%s", (_, request, table, digest) => {
    const study = runEffectStudy(table, request, createRng(1));
    expect(study).not.toHaveProperty("undetermined");
    // Words may change; numbers may not.
    expect(digestOf({ ...study, narrative: "" })).toBe(digest);
  });
});
