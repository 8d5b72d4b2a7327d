import { createRng } from "@attune/math/rng";
import type { ExperimentEffect, ExperimentReport } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { type CsvExperiment, createCsvExperimentReader } from "./experiment-from-csv.ts";
import { parseMetricSpec } from "./metric-spec.ts";

type Given = Partial<Omit<CsvExperiment, "metrics">> & { metrics?: string[] };

function report(lines: readonly (readonly (string | number)[])[], given: Given = {}): ExperimentReport {
  const { metrics = ["y=y:mean"], ...rest } = given;
  const reader = createCsvExperimentReader({
    unit: null,
    variant: "arm",
    segments: [],
    options: { control: "a" },
    ...rest,
    metrics: metrics.map(parseMetricSpec),
  });
  reader.push(lines.map((line) => line.join(",")).join("\n"));
  return reader.finish({ data: "test.csv", sha256: "0" });
}

function effectOf({ metrics }: ExperimentReport, metric = 0, comparison = 0): ExperimentEffect {
  const { effect } = metrics[metric]!.comparisons[comparison]!;
  if (isUndetermined(effect)) throw new Error(effect.undetermined.reason);
  return effect;
}

describe("an experiment that randomized clusters", () => {
  // Shops of two rows each: the mean over rows is the mean over shops, and only shops were drawn.
  const shops = [...Array(12).keys()].map((shop) => {
    const rng = createRng(`shop ${shop}`);
    const level = rng.normal();
    return { shop, arm: shop % 2 === 0 ? "a" : "b", values: [level + rng.normal(), level + rng.normal()] };
  });
  const rows = shops.flatMap(({ shop, arm, values }) => values.map((y) => [`s${shop}`, arm, y, 1]));
  const header = ["shop", "arm", "y", "visits"];
  const clustered = report([header, ...rows], { cluster: "shop" });

  it("is judged as the experiment of its shops' means, where shops are equally large", () => {
    const means = shops.map(({ shop, arm, values }) => [`s${shop}`, arm, (values[0]! + values[1]!) / 2, 1]);
    const expected = effectOf(report([header, ...means], { unit: "shop" }));
    const effect = effectOf(clustered);
    expectClose(effect.estimate, expected.estimate);
    expectClose(effect.standardError, expected.standardError);
    expectClose(effect.pValue, expected.pValue);
    expect(clustered.variants).toEqual([
      { id: "a", units: 12, clusters: 6 },
      { id: "b", units: 12, clusters: 6 },
    ]);
    expect(clustered.options.cluster).toBe("shop");
    expect(clustered.checks.find(({ id }) => id === "clusters")).toMatchObject({ status: "warn", statistic: 6 });
    // The 12 shops are split evenly, whatever the rows are.
    expect(clustered.checks.find(({ id }) => id === "sample-ratio")).toMatchObject({ statistic: 0 });
  });

  it("weights shops by their size, and takes their variance about the mean of all rows (by hand)", () => {
    // a: shops of 1 row (4) and 3 rows (1, 1, 2); mean 2; residuals 4 − 2 = 2 and 4 − 6 = −2; variance of the mean = (8/1)·2/4² = 1.
    // b: shops of 2 rows (3, 5) and 2 rows (6, 6); mean 5; residuals −2 and 2; variance = 8·2/4² = 1.
    const lines = [
      ["s1", "a", 4, 1],
      ...[1, 1, 2].map((y) => ["s2", "a", y, 1]),
      ...[3, 5].map((y) => ["s3", "b", y, 1]),
      ...[6, 6].map((y) => ["s4", "b", y, 1]),
    ];
    const effect = effectOf(report([header, ...lines], { cluster: "shop", metrics: ["y=y:mean", "rate=y/visits"] }));
    expectClose(effect.estimate, 3);
    expectClose(effect.standardError, Math.SQRT2);
  });

  it("uses a share's clusters and no exact test of its units", () => {
    const flags = shops.flatMap(({ shop, arm }) =>
      [0, 1, 2].map((i) => [`s${shop}`, arm, (shop + i) % 4 === 0 ? 1 : 0, 1]),
    );
    const told = report([header, ...flags], { cluster: "shop", metrics: ["y=y"] });
    expect(told.metrics[0]!.kind).toBe("proportion");
    const shares = shops.map(({ shop, arm }) => [
      `s${shop}`,
      arm,
      [0, 1, 2].filter((i) => (shop + i) % 4 === 0).length / 3,
      1,
    ]);
    expectClose(effectOf(told).standardError, effectOf(report([header, ...shares], { unit: "shop" })).standardError);
  });

  it("fails where clusters were not randomized as a whole, and refuses what needs independent units", () => {
    const mixed = rows.map(([shop, , y, visits], i) => [shop!, i % 2 === 0 ? "a" : "b", y!, visits!]);
    const told = report([header, ...mixed], { cluster: "shop" });
    expect(told.checks.find(({ id }) => id === "clusters")).toMatchObject({ status: "fail" });
    expect(told.decision.verdict).toBe("invalid");
    expect(() => report([header, ...rows], { cluster: "shop", date: "visits" })).toThrow("independent of each other");
    expect(() => report([header, ["s1", "a", 1, 1]], { cluster: "store" })).toThrow('no column "store"');
    const moved = [
      ["s1", "a", 1, 1],
      ["s2", "a", 1, 1],
    ];
    expect(() => report([header, ...moved], { unit: "visits", cluster: "shop" })).toThrow(
      'Line 3: the unit "1" is in cluster "s1" and in "s2"',
    );
    expect(
      report([header, ...rows], { cluster: "shop", metrics: ["y=y:p90"] }).metrics[0]!.comparisons[0]!.effect,
    ).toMatchObject({ undetermined: { code: "quantile-of-clusters" } });
  });
});

describe("an experiment with strata", () => {
  const header = ["arm", "y", "d", "country"];

  it("weights both arms to everyone's mix (by hand): a gain of 1 in each country that the plain means hide", () => {
    // Country x: a 10, 12 (mean 11), b 11, 13, 12, 12 (mean 12); y: a 20, 22, 21, 21 (mean 21), b 21, 23 (mean 22). Six people each: weights ½.
    const lines = [
      ...[10, 12].map((y) => ["a", y, 1, "x"]),
      ...[11, 13, 12, 12].map((y) => ["b", y, 1, "x"]),
      ...[20, 22, 21, 21].map((y) => ["a", y, 1, "y"]),
      ...[21, 23].map((y) => ["b", y, 1, "y"]),
    ];
    const told = report([header, ...lines], { strata: "country", metrics: ["y=y:mean", "rate=y/d"] });
    const { effect, unadjusted } = told.metrics[0]!.comparisons[0]!;
    if (isUndetermined(effect) || unadjusted === undefined || isUndetermined(unadjusted.effect))
      throw new Error("told");
    expectClose(effect.estimate, 1);
    expectClose(unadjusted.effect.estimate, (4 * 12 + 2 * 22) / 6 - (2 * 11 + 4 * 21) / 6);
    // Within: ¼(s²/n) per country, s² 2, ⅔, ⅔, 2. Between: both arms lie 5 about their mean, and their covariance takes it away.
    expectClose(effect.standardError, Math.sqrt(0.25 * (2 / 2 + 2 / 3 / 4 + 2 / 3 / 4 + 2 / 2)));
    // A ratio whose denominators are all 1 is a mean.
    expectClose(effectOf(told, 1).estimate, 1);
    expectClose(effectOf(told, 1).standardError, effect.standardError);
    expect(told.checks.find(({ id }) => id === "strata")).toMatchObject({ status: "pass" });
  });

  it("changes nothing where there is one stratum, of means and of ratios", () => {
    const rng = createRng("one stratum");
    const lines = [...Array(40).keys()].map((i) => [i % 2 === 0 ? "a" : "b", rng.uniform(), 1 + rng.uniform(), "x"]);
    const metrics = ["y=y:mean", "rate=y/d"];
    const [with1, without] = [
      report([header, ...lines], { strata: "country", metrics }),
      report([header, ...lines], { metrics }),
    ];
    for (const metric of [0, 1]) {
      expectClose(effectOf(with1, metric).estimate, effectOf(without, metric).estimate);
      expectClose(effectOf(with1, metric).standardError, effectOf(without, metric).standardError);
    }
  });

  it("puts strata together that have too few people, and says where even that is not enough", () => {
    const lines = [...Array(12).keys()].map((i) => [i % 2 === 0 ? "a" : "b", i, 1, `country ${i}`]);
    const told = report([header, ...lines], { strata: "country" });
    const plain = report([header, ...lines]);
    expectClose(effectOf(told).standardError, effectOf(plain).standardError);
    const quantile = report([header, ...lines], { strata: "country", metrics: ["y=y:p50"] });
    expect(quantile.checks.find(({ id }) => id === "strata")!.status).toBe("warn");
    expect(() =>
      createCsvExperimentReader({
        unit: null,
        variant: "arm",
        segments: [],
        strata: "country",
        options: { control: "a" },
        metrics: [{ ...parseMetricSpec("y=y"), covariate: "d" }],
      }),
    ).toThrow("ask for one of them");
  });

  it("is told within segments, too", () => {
    const lines = [...Array(80).keys()].map((i) => [
      i % 2 === 0 ? "a" : "b",
      (i * 7) % 13,
      1,
      `c${(i >> 1) % 2}`,
      `d${(i >> 2) % 2}`,
    ]);
    const told = report([[...header, "device"], ...lines], { strata: "country", segments: ["device"] });
    const only = report([[...header, "device"], ...lines.filter((line) => line[4] === "d1")], { strata: "country" });
    const within = told.metrics[0]!.comparisons.findIndex(({ segment }) => segment === "device=d1");
    expectClose(effectOf(told, 0, within).standardError, effectOf(only).standardError);
  });
});

describe("a factorial experiment", () => {
  const header = ["arm", "price", "y"];
  const cell = (arm: string, price: string, mean: number) => [-1, 1, -1, 1].map((d) => [arm, price, mean + d]);

  it("tells both effects and their interaction (by hand)", () => {
    // Without anything 10; b adds 2, low adds 3, both together 1 more. s² = 4/3 in each cell of 4, so each cell's variance is 1/3.
    const lines = [
      ...cell("a", "high", 10),
      ...cell("b", "high", 12),
      ...cell("a", "low", 13),
      ...cell("b", "low", 16),
    ];
    const told = report([header, ...lines], { factorial: { column: "price", control: "high" } });
    const factorial = told.metrics[0]!.factorial!;
    if (isUndetermined(factorial)) throw new Error("told");
    expect(factorial).toMatchObject({ variant: "b", other: "low" });
    expectClose(factorial.first.estimate, 2.5);
    expectClose(factorial.second.estimate, 3.5);
    expectClose(factorial.interaction.estimate, 1);
    expectClose(factorial.interaction.standardError, Math.sqrt(4 / 3));
    expect(told.checks.find(({ id }) => id === "factors-independent")).toMatchObject({ status: "pass", statistic: 0 });
    expect(told.checks.find(({ id }) => id === "interaction")!.status).toBe("pass");
    expect(told.options.factorial).toEqual({ column: "price", control: "high" });
  });

  it("fails where the changes came together, and names what does not fit", () => {
    const together = [...Array(60).keys()].map((i) =>
      i % 2 === 0 ? ["a", "high", i] : ["b", i % 20 === 1 ? "high" : "low", i],
    );
    const told = report([header, ...together], { factorial: { column: "price", control: "high" } });
    expect(told.checks.find(({ id }) => id === "factors-independent")!.status).toBe("fail");
    expect(told.metrics[0]!.factorial).toMatchObject({ undetermined: { code: "too-few-units" } });
    expect(() => report([header, ...together], { factorial: { column: "price", control: "free" } })).toThrow(
      'no value "free"; it holds high, low',
    );
    const three = [...cell("a", "high", 1), ...cell("b", "low", 1), ...cell("c", "low", 1)];
    expect(() => report([header, ...three], { factorial: { column: "price", control: "high" } })).toThrow("a, b, c");
  });
});

describe("an experiment that only some could meet", () => {
  const header = ["arm", "y", "met"];
  const lines = (arm: string, met: number, values: number[]) => values.map((y) => [arm, y, met]);
  const all = [
    ...lines("a", 1, [1, 2, 3, 4]),
    ...lines("b", 1, [3, 4, 5, 6]),
    ...lines("a", 0, [7, 7, 7, 7, 7, 7]),
    ...lines("b", 0, [7, 7, 7, 7, 7, 7]),
  ];

  it("compares those who could, and dilutes their effect to everyone (by hand)", () => {
    const told = report([header, ...all], { triggered: "met" });
    const { effect, everyone } = told.metrics[0]!.comparisons[0]!;
    if (isUndetermined(effect) || everyone === undefined || isUndetermined(everyone)) throw new Error("told");
    // Of 20 people 8 could meet it: +2 for them is +0.8 for all, of a control of (10 + 42)/10.
    expectClose(effect.estimate, 2);
    expectClose(effect.standardError, Math.sqrt(5 / 3 / 4 + 5 / 3 / 4));
    expectClose(everyone.triggerShare, 0.4);
    expectClose(everyone.estimate, 0.8);
    expectClose(everyone.lift, 0.8 / 5.2);
    expectClose(everyone.standardError, Math.sqrt(0.4 ** 2 * (5 / 6) + (4 * 0.4 * 0.6) / 20));
    expectClose(
      (everyone.interval[1] - everyone.estimate) / everyone.standardError,
      (effect.interval[1]! - effect.estimate) / effect.standardError,
    );
    expect(told.variants.map(({ units }) => units)).toEqual([4, 4]);
    expect(told.inputs.units).toBe(20);
    expect(told.checks.map(({ id }) => id)).toContain("sample-ratio-everyone");
    expect(told.options.triggered).toBe("met");
  });

  it("finds variants that trigger unlike, and refuses a trigger that nobody has", () => {
    const uneven = [...lines("a", 1, Array(300).fill(1)), ...lines("b", 1, [...Array(100).fill(1), 2])];
    const rest = [...lines("a", 0, Array(700).fill(1)), ...lines("b", 0, Array(899).fill(1))];
    const { checks } = report([header, ...uneven, ...rest], { triggered: "met" });
    expect(checks.find(({ id }) => id === "sample-ratio")!.status).toBe("fail");
    expect(checks.find(({ id }) => id === "sample-ratio-everyone")!.status).toBe("pass");
    const nobody = [...lines("a", 0, [1, 2]), ...lines("b", 0, [1, 2])];
    expect(() => report([header, ...nobody], { triggered: "met" })).toThrow("Nobody has the trigger");
  });
});

describe("the view by ranks", () => {
  it("stands beside a mean that one unit carries (by hand)", () => {
    // Of 3 × 3 pairs b is larger in 5: its 100 in three, its 2 and 2 in one each; no ties.
    const lines = [...[1, 3, 5].map((y) => ["a", y]), ...[2, 2.5, 100].map((y) => ["b", y])];
    const { ranks } = report([["arm", "y"], ...lines]).metrics[0]!.comparisons[0]!;
    expect(ranks).toMatchObject({ probabilityLarger: expect.closeTo(5 / 9, 12) });
    const withSegments = report([["arm", "y", "d"], ...lines.map((line) => [...line, "x"])], { segments: ["d"] });
    expect(withSegments.metrics[0]!.comparisons.map((one) => one.ranks !== undefined)).toEqual([true, false]);
  });
});

describe("the decision with several variants", () => {
  it("names the one to ship, and whether it is shown to be better than the next", () => {
    const header = ["arm", "y"];
    const lines = (arm: string, share: number) => [...Array(2000).keys()].map((i) => [arm, i < 2000 * share ? 1 : 0]);
    const three = (b: number, c: number) =>
      report([header, ...lines("a", 0.1), ...lines("b", b), ...lines("c", c)], { metrics: ["y=y"] }).decision;
    expect(three(0.2, 0.3)).toMatchObject({ verdict: "ship" });
    expect(three(0.2, 0.3).reasons.at(-1)).toMatch(/^Of these c gains most, and is better than b, too \(p \d/);
    expect(three(0.2, 0.21).reasons.at(-1)).toMatch(
      /^Of these c gains most so far; that it is better than b is not shown \(p 0\.4/,
    );
    expect(three(0.2, 0.1).reasons).toEqual(["y is better in b."]);
  });

  it("says of an uneven split that is no alarm how often chance makes one", () => {
    const lines = [...Array(1000).keys()].map((i) => [i < 540 ? "a" : "b", i % 7]);
    const split = report([["arm", "y"], ...lines]).checks.find(({ id }) => id === "sample-ratio")!;
    // χ² = 40²/500·2 = 6.4, p = 0.0114.
    expect(split).toMatchObject({ status: "pass" });
    expect(split.message).toContain("about once in 88 experiments");
  });
});
