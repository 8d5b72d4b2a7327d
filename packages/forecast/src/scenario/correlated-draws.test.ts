import { createRng } from "@attune/math/rng";
import type { ScenarioFile } from "@attune/model/scenario-file";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { varianceShares } from "../sensitivity/variance-shares.ts";
import { centralColumns, createDraws } from "./columns.ts";
import { compileScenario } from "./compile-scenario.ts";
import { simulateDraws } from "./simulate-draws.ts";
import { smallBusiness, smallFunnel } from "./small-business.suite.ts";

const visitors = "baseline.funnels[0].visitorsPerMonth";
const value = "baseline.funnels[0].orderValue";
const margin = "baseline.funnels[0].marginRate";

function file(correlations: ScenarioFile["correlations"]): ScenarioFile {
  const funnel = smallFunnel({
    visitorsPerMonth: { mean: 10_000, standardError: 1_000 },
    orderValue: { mean: 50, standardError: 5 },
    marginRate: { mean: 0.4, standardError: 0.02 },
  });
  return smallBusiness(correlations === undefined ? {} : { correlations }, { funnels: [funnel] });
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (x: Float64Array) => x.reduce((sum, one) => sum + one, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: Float64Array, mx: number, y: Float64Array, my: number) =>
    x.reduce((sum, one, i) => sum + (one - mx) * (y[i]! - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

function drawn(correlations: ScenarioFile["correlations"], rows = 40_000) {
  const program = compileScenario(file(correlations));
  const columns = centralColumns(program, rows);
  createDraws(program, createRng(7))(columns, rows);
  return (path: string) => columns[program.quantities.findIndex((quantity) => quantity.path === path)]!;
}

describe("quantities that move together", () => {
  it("have the correlation that the file says, each with its own spread as before", () => {
    const column = drawn([
      { between: [visitors, value], correlation: -0.6 },
      { between: [value, margin], correlation: 0.5 },
    ]);
    // Normal quantities: the correlation of the numbers is that of their normals. Monte-Carlo: 4 standard errors are 0.02.
    expect(Math.abs(correlation(column(visitors), column(value)) + 0.6)).toBeLessThan(0.02);
    expect(Math.abs(correlation(column(value), column(margin)) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(correlation(column(visitors), column(margin)))).toBeLessThan(0.02);
    const spread = column(value);
    const mean = spread.reduce((sum, one) => sum + one, 0) / spread.length;
    const deviation = Math.sqrt(spread.reduce((sum, one) => sum + (one - mean) ** 2, 0) / spread.length);
    expect(Math.abs(mean - 50)).toBeLessThan(0.1);
    expect(Math.abs(deviation - 5)).toBeLessThan(0.08);
  });

  it("leave the draws of the others as they were", () => {
    const [alone, beside] = [drawn(undefined, 50), drawn([{ between: [visitors, value], correlation: 0.9 }], 50)];
    expect(beside(margin)).toEqual(alone(margin));
    expect(beside(visitors)).toEqual(alone(visitors));
    expect(beside(value)).not.toEqual(alone(value));
  });

  it("widen a product's range where they move alike, and narrow it where they move against each other", () => {
    // Variance of ln(V·W) ≈ 0.1² + 0.1² + 2ρ·0.1²: the deviation for ρ = 0.8 is √1.8/√0.2 = 3 times that for ρ = −0.8.
    const deviation = (rho: number) => {
      const program = compileScenario(file([{ between: [visitors, value], correlation: rho }]));
      const { revenueBase } = simulateDraws(program, program.plans[0]!, null, { draws: 20_000, rng: createRng(3) });
      const logs = revenueBase.map(Math.log);
      const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    };
    expect(Math.abs(deviation(0.8) / deviation(-0.8) - 3)).toBeLessThan(0.25);
  });

  it("count as one input of Sobol' indices", () => {
    const program = compileScenario(file([{ between: [visitors, value], correlation: 0.7 }]));
    const sobol = varianceShares(program, program.plans[0]!, 512, 1);
    if (isUndetermined(sobol)) throw new Error(sobol.undetermined.reason);
    const paths = sobol.shares.map(({ path }) => path);
    expect(paths).toContain(`${visitors} with ${value}`);
    expect(paths).not.toContain(visitors);
  });

  it.each([
    [[{ between: [visitors, "baseline.nothing"], correlation: 0.5 }], "baseline.nothing"],
    [[{ between: [visitors, visitors], correlation: 0.5 }], "twice"],
    [
      [
        { between: [visitors, value], correlation: 0.5 },
        { between: [value, visitors], correlation: 0.1 },
      ],
      "told twice",
    ],
    [[{ between: [visitors, "calibration"], correlation: 0.5 }], "exact"],
    [
      [
        { between: [visitors, value], correlation: 0.9 },
        { between: [value, margin], correlation: 0.9 },
        { between: [visitors, margin], correlation: -0.9 },
      ],
      "contradict",
    ],
  ])("are refused where they make no sense: %j", (correlations, said) => {
    expect(() => compileScenario(file(correlations))).toThrow(said);
  });
});
