import { describe, expect, it } from "vitest";
import { compileScenario } from "./compile-scenario.ts";
import { smallBusiness, smallFunnel } from "./small-business.suite.ts";
import { tacticPromises } from "./tactic-promise.ts";

const run = { draws: 4_000, seed: 1 };

describe("what an experiment on a tactic should find, if the scenario is right", () => {
  it("is the lift of those whom it reaches, at full effect, calibrated", () => {
    // Half of the visitors are reached, it ramps, fades and reaches a fifth of those: none of it is in what the two arms of a test differ by.
    const program = compileScenario(
      smallBusiness(
        {
          calibration: 0.5,
          tactics: {
            push: {
              segments: ["new"],
              reach: 0.2,
              delayMonths: 1,
              rampMonths: 3,
              novelty: { halfLifeMonths: 1, remaining: 0.5 },
              lifts: { buy: { value: 0.2, evidence: "A" }, orderValue: { value: 0.1, evidence: "A" } },
            },
          },
        },
        { funnels: [smallFunnel({ segment: "new" }), smallFunnel({ segment: "old" })] },
      ),
    );
    const [conversion, revenue] = tacticPromises(program, program.plans[0]!, 0, run);
    expect(conversion).toMatchObject({ metric: "conversion rate" });
    expect(conversion!.mean).toBeCloseTo(0.1, 9);
    expect(conversion!.standardDeviation).toBeCloseTo(0, 9);
    expect(revenue!.mean).toBeCloseTo(1.1 * 1.05 - 1, 9);
  });

  it("has the spread of the stated lift", () => {
    const program = compileScenario(
      smallBusiness({ tactics: { push: { lifts: { buy: { mean: 0.1, standardError: 0.04 } } } } }),
    );
    const [conversion] = tacticPromises(program, program.plans[0]!, 0, { draws: 40_000, seed: 2 });
    expect(Math.abs(conversion!.mean - 0.1)).toBeLessThan(0.001);
    expect(Math.abs(conversion!.standardDeviation - 0.04)).toBeLessThan(0.0008);
    expect(Math.abs(conversion!.p90 - (0.1 + 1.2815515655 * 0.04))).toBeLessThan(0.0015);
  });

  it("is nothing of a tactic that the scenario leaves out", () => {
    const program = compileScenario(
      smallBusiness({
        tactics: { push: { lifts: { buy: 0.1 } }, pull: { lifts: { buy: 0.1 } } },
        scenarios: { go: { tactics: { push: {} } } },
      }),
    );
    expect(tacticPromises(program, program.plans[0]!, 1, run)).toEqual([]);
  });
});
