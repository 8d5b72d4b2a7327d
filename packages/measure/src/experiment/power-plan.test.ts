import { describe, expect, it } from "vitest";
import { powerPlan } from "./power-plan.ts";

describe("powerPlan", () => {
  it("powerPlan(proportion) gives the pooled formula's 1,094 per arm for 20 % against 25 % (anchor 35), and days", () => {
    const plan = powerPlan({ kind: "proportion", baseline: 0.2, effect: 0.05, dailyVisitors: 100 });
    expect(plan.units).toEqual({ control: 1094, treated: 1094, total: 2188 });
    expect(plan.days).toBe(22);
    expect(plan.lift).toBeCloseTo(0.25, 12);
    // 1,094 are 1,093.74 rounded up: they find hardly less.
    expect(plan.minimumDetectableEffect).toBeLessThanOrEqual(0.05);
    expect(plan.minimumDetectableEffect).toBeGreaterThan(0.0499);
  });

  it("powerPlan(mean) gives anchor 40 back: 10,000 per arm find 0.0396 standard deviations", () => {
    const plan = powerPlan({ kind: "mean", baseline: 5, standardDeviation: 1, dailyVisitors: 1000, days: 20 });
    expect(plan.effect).toBeCloseTo(0.03962039811599345, 9);
    expect(plan.units.total).toBe(20_000);
  });

  it("powerPlan(group-sequential) needs two to three percent more than a fixed horizon with five O'Brien–Fleming looks", () => {
    // O'Brien and Fleming's own design needs 1.028 times as many (Jennison, Turnbull 2000, table 2.4: K = 5, α 0.05, power 0.8).
    const plan = powerPlan({
      kind: "mean",
      baseline: 5,
      standardDeviation: 1,
      effect: 0.1,
      method: "group-sequential",
    });
    expect(plan.inflation).toBeGreaterThan(1.02);
    expect(plan.inflation).toBeLessThan(1.035);
  });

  it("powerPlan(sequential) plans for more units at most, and needs hardly more than a fixed horizon on average", () => {
    const plan = powerPlan({ kind: "mean", baseline: 5, standardDeviation: 1, effect: 0.1, method: "sequential" });
    expect(plan.inflation).toBeLessThan(1.75);
    // The bar of the specification is 35 % at the target size.
    expect(plan.averageInflation).toBeLessThan(1.35);
  });

  it("powerPlan(proportion) without an effect says what the visitors of the days find, and that effect asks for them", () => {
    const plan = powerPlan({ kind: "proportion", baseline: 0.03, dailyVisitors: 1000, days: 14 });
    const back = powerPlan({ kind: "proportion", baseline: 0.03, effect: plan.effect });
    expect(plan.units.control).toBe(7000);
    expect(Math.abs(back.units.control - 7000)).toBeLessThanOrEqual(1);
    expect(() => powerPlan({ kind: "proportion", baseline: 0.03, dailyVisitors: 1, days: 1 })).toThrow("no rise");
  });

  it("powerPlan(question) names what is missing", () => {
    expect(() => powerPlan({ kind: "mean", baseline: 5, effect: 1 })).toThrow("standard deviation");
    expect(() => powerPlan({ kind: "proportion", baseline: 0.2 })).toThrow("effect");
    expect(() => powerPlan({ kind: "proportion", baseline: 0.9, effect: 0.2 })).toThrow("between 0 and 1");
  });

  it("powerPlan(question) refuses an effect of zero and rates that are no shares, naming them", () => {
    const plan = { kind: "proportion" as const, baseline: 0.2 };
    expect(() => powerPlan({ ...plan, effect: 0 })).toThrow(expect.objectContaining({ path: "effect" }));
    expect(() => powerPlan({ ...plan, effect: 0.1, power: 2 })).toThrow(expect.objectContaining({ path: "power" }));
    expect(() => powerPlan({ ...plan, effect: 0.1, alpha: 0 })).toThrow(expect.objectContaining({ path: "alpha" }));
  });
});
