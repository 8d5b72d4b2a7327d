import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { constantColumn, leastSquares, linearPredictor } from "@attune/math/fit/least-squares";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { qiniCurve } from "./uplift-curve.ts";
import { auuc, bootstrapInterval, qini, upliftAt, weightedAverageUplift } from "./uplift-metrics.ts";

const file = resolve(
  process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data"),
  "hillstrom-email/hillstrom.csv",
);
const hasData = existsSync(file);
if (!hasData) console.warn("skipped: hillstrom.csv is not on this machine (set ATTUNE_DATA)");

/** Womens against no e-mail, scored by a least-squares model of visits in each arm on the same rows. */
function hillstrom() {
  const rows = readFileSync(file, "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.replace(/"[^"]*"/g, "").split(","));
  const kept = rows.filter((row) => row[8] === "Womens E-Mail" || row[8] === "No E-Mail");
  const of = (value: (row: string[]) => number) => Float64Array.from(kept, value);
  const treated = Uint8Array.from(kept, (row) => (row[8] === "Womens E-Mail" ? 1 : 0));
  const outcome = of((row) => Number(row[9]));
  const columns = [
    constantColumn(kept.length),
    ...[0, 2, 3, 4, 6].map((at) => of((row) => Number(row[at]))),
    of((row) => (row[5] === "Urban" ? 1 : 0)),
    of((row) => (row[5] === "Rural" ? 1 : 0)),
    of((row) => (row[7] === "Phone" ? 1 : 0)),
    of((row) => (row[7] === "Web" ? 1 : 0)),
  ];
  const predictions = [0, 1].map((arm) => {
    const isIn = (_: number, i: number) => treated[i] === arm;
    const fit = leastSquares({ columns: columns.map((column) => column.filter(isIn)), outcome: outcome.filter(isIn) });
    return linearPredictor(columns, fit.coefficients, kept.length);
  });
  return { treated, outcome, score: predictions[1]!.map((value, i) => value - predictions[0]![i]!) };
}

describe.skipIf(!hasData)("uplift metrics on Hillstrom", { timeout: 120_000 }, () => {
  const test = hasData
    ? hillstrom()
    : { treated: new Uint8Array(), outcome: new Float64Array(), score: new Float64Array() };

  it("gives scikit-uplift's Qini and AUUC", () => {
    expect(test.score).toHaveLength(42693);
    expect(qini(test, "sklift")).toBeCloseTo(0.07292036896859451, 10);
    expect(auuc(test, "sklift")).toBeCloseTo(0.03361338546830814, 10);
    expect(qini(test, "sklift-no-negative")).toBeCloseTo(0.3966331923411307, 9);
    expect(qiniCurve(test).value.at(-1)).toBeCloseTo(967.4004505773023, 7);
  });

  it("gives uplift at 10, 20 and 30 % and the weighted average", () => {
    expect(upliftAt(test, 0.1)).toBeCloseTo(0.07845748534545216, 12);
    expect(upliftAt(test, 0.2)).toBeCloseTo(0.07799494039179261, 12);
    expect(upliftAt(test, 0.3)).toBeCloseTo(0.08167644055254684, 12);
    expect(weightedAverageUplift(test)).toBeCloseTo(0.04503607549214981, 12);
  });

  it("has a bootstrap interval around it", () => {
    const interval = bootstrapInterval(test, (of, order) => qini(of, "sklift", order), createRng(1), 40) as [
      number,
      number,
    ];
    expect(interval[0]).toBeLessThan(0.0729);
    expect(interval[1]).toBeGreaterThan(0.0729);
  });

  it("has an interval that covers: from samples of the 42,693 people, the Qini of them all", () => {
    const whole = qini(test, "per-person") as number;
    const runs = 40;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const rng = createRng(`sample/${run}`);
      const rows = Array.from({ length: 3000 }, () => rng.integer(test.score.length));
      const sample = {
        score: Float64Array.from(rows, (row) => test.score[row]!),
        treated: Uint8Array.from(rows, (row) => test.treated[row]!),
        outcome: Float64Array.from(rows, (row) => test.outcome[row]!),
      };
      const interval = bootstrapInterval(sample, (of, order) => qini(of, "per-person", order), rng, 120);
      const [low, high] = interval as [number, number];
      if (low <= whole && whole <= high) covered += 1;
    }
    // 95 % less 3.5 Monte-Carlo errors of 40 runs.
    expect(covered / runs).toBeGreaterThan(0.95 - 3.5 * Math.sqrt((0.95 * 0.05) / runs));
  });
});

describe("uplift metrics", () => {
  it("gives scikit-uplift's published unit cases", () => {
    const test = (y: number[], t: number[]) => ({
      outcome: Float64Array.from(y),
      treated: Uint8Array.from(t),
      score: Float64Array.of(0.1, 0.3),
    });
    expect(qini(test([1, 0], [0, 1]), "sklift")).toBe(1);
    expect(auuc(test([1, 0], [0, 1]), "sklift")).toBe(1);
    expect(auuc(test([0, 1], [1, 0]), "sklift")).toBe(0);
  });

  it("does not depend on the order of rows, also with ties", () => {
    const rng = createRng(6);
    const n = 300;
    const rows = Array.from({ length: n }, () => ({ s: rng.integer(5), t: rng.integer(2), y: rng.integer(2) }));
    const of = (list: typeof rows) => ({
      score: Float64Array.from(list, (row) => row.s),
      treated: Uint8Array.from(list, (row) => row.t),
      outcome: Float64Array.from(list, (row) => row.y),
    });
    expect(qini(of(rows), "sklift")).toBeCloseTo(qini(of([...rows].reverse()), "sklift") as number, 12);
  });

  it("refuses a money outcome under a definition for 0 and 1, and takes it per person", () => {
    const test = {
      score: Float64Array.of(3, 2, 1, 0),
      treated: Uint8Array.of(1, 0, 1, 0),
      outcome: Float64Array.of(10, 0, 0, 10),
    };
    expect(qini(test, "sklift")).toMatchObject({ undetermined: { code: "outcome-not-binary" } });
    // Curve 0, 10, 10, 10, 0 by hand: area 30, chord 0, over 16.
    expect(qini(test, "per-person")).toBeCloseTo(30 / 16, 12);
  });
});
