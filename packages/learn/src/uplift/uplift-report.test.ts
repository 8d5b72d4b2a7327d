import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { ridgeLearner } from "./base-learner.ts";
import type { UpliftData } from "./uplift-data.ts";
import { type UpliftStudyOptions, upliftReport } from "./uplift-report.ts";

/** Buyers: the treatment lifts the chance by 0.3 where a > 0 and lowers it by 0.1 elsewhere; b moves everybody. */
function simulated(n: number): UpliftData {
  const rng = createRng(1);
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: n }, () => rng.normal()));
  const treated = Uint8Array.from({ length: n }, () => rng.integer(2));
  const outcome = Float64Array.from({ length: n }, (_, i) => {
    const base = columns[1]![i]! > 0 ? 0.4 : 0.2;
    return rng.uniform() < base + treated[i]! * (columns[0]![i]! > 0 ? 0.3 : -0.1) ? 1 : 0;
  });
  return { columns, treated, outcome };
}

const options: UpliftStudyOptions = {
  features: ["a", "b", "c"],
  learner: "x",
  testFraction: 0.5,
  isRandomized: true,
  costPerTreatment: 0.5,
  valuePerOutcome: 10,
  seed: "1",
};

describe("upliftReport", { timeout: 120_000 }, () => {
  const report = upliftReport(simulated(8000), options, createRng(1));
  if (isUndetermined(report)) throw new Error(report.undetermined.reason);

  it("finds who is moved: ranking above chance, calibrated, by the feature that matters", () => {
    expect((report.qini.interval as [number, number])[0]).toBeGreaterThan(0);
    expect(report.importance[0]!.feature).toBe("a");
    if (isUndetermined(report.calibration)) throw new Error("no calibration");
    expect(Math.abs(report.calibration.slope - 1)).toBeLessThan(0.25);
    expect(report.deciles.reduce((sum, decile) => sum + decile.people, 0)).toBe(report.test);
  });

  it("targets about the half whom it pays to treat, and its gain covers the truth", () => {
    // Half gain 0.3·10 − 0.5 each, the others are left alone: 1.25 a person. Treating all: 0.1·10 − 0.5 = 0.5.
    expect(Math.abs(report.policy.treatFraction - 0.5)).toBeLessThan(0.08);
    expect(report.policy.interval[0]).toBeLessThan(1.25);
    expect(report.policy.interval[1]).toBeGreaterThan(1.0);
    expect(report.policy.gain).toBeGreaterThan(report.policy.gainOfTreatingAll);
    expect(Math.abs(report.policy.gainOfTreatingAll - 0.5)).toBeLessThan(0.5);
  });

  it("names persuadables and sleeping dogs", () => {
    const people = Object.fromEntries(report.segments.map((segment) => [segment.id, segment.people]));
    expect(people.persuadables! / report.test).toBeGreaterThan(0.4);
    expect(people["sleeping-dogs"]! / report.test).toBeGreaterThan(0.25);
  });

  it("ranks by a causal forest too", () => {
    const forest = upliftReport(simulated(1600), { ...options, learner: "forest" }, createRng(1));
    if (isUndetermined(forest)) throw new Error(forest.undetermined.reason);
    expect((forest.qini.interval as [number, number])[0]).toBeGreaterThan(0);
    expect(forest.importance[0]!.feature).toBe("a");
  });

  it("is the same again for the same seed", () => {
    expect(upliftReport(simulated(8000), options, createRng(1))).toEqual(report);
  });

  it("judges the share asked for, also of few people", () => {
    const small = upliftReport(
      simulated(440),
      { ...options, learner: "t", base: ridgeLearner, testFraction: 0.4 },
      createRng(1),
    );
    expect(small).toMatchObject({ train: 264, test: 176 });
  });

  it("draws a curve that ends where everybody is treated", () => {
    const last = report.curve.at(-1)!;
    expect(report.curve).toHaveLength(21);
    expect(last.profit).toBeCloseTo(report.policy.gainOfTreatingAll, 10);
    expect(report.curve[0]).toMatchObject({ share: 0, qini: 0, profit: 0 });
  });

  it("is undetermined with too few people", () => {
    expect(upliftReport(simulated(100), options, createRng(1))).toMatchObject({
      undetermined: { code: "too-few-people" },
    });
  });
});
