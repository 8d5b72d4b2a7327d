import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { compileScenario } from "./compile-scenario.ts";
import { prioritize } from "./prioritize.ts";
import { smallBusiness } from "./small-business.suite.ts";

const run = { draws: 2000, seed: 1, budget: null };

describe("prioritize", () => {
  const tactics = {
    // 2,000, 500 and 1,000 of margin in two months
    strong: { lifts: { buy: 0.2 }, cost: { once: 1000 } },
    cheap: { lifts: { buy: 0.05 }, cost: { once: 100 } },
    data: { kind: "gap" as const, name: "Identity", lifts: { add: 0.1 }, cost: { perMonth: 600 } },
  };
  const program = compileScenario(smallBusiness({ tactics }));

  it("ranks by margin per cost, and leaves out what is paid anyway", () => {
    const { items } = prioritize(
      compileScenario(
        smallBusiness({ tactics, costs: { platform: { perMonth: 1e6 }, engineering: 0, training: 0, upkeep: 0 } }),
      ),
      run,
    );
    const bought = items.filter(({ kind }) => kind !== "test");
    expect(bought.map(({ id, kind }) => [id, kind])).toEqual([
      ["cheap", "tactic"],
      ["strong", "tactic"],
      ["data", "gap"],
    ]);
    expect(bought.map(({ perCost }) => perCost)).toEqual([
      expect.closeTo(5, 9),
      expect.closeTo(2, 9),
      expect.closeTo(1000 / 1200, 9),
    ]);
    expect(bought.map(({ npv }) => npv!.mean)).toEqual([
      expect.closeTo(400, 6),
      expect.closeTo(1000, 6),
      expect.closeTo(-200, 6),
    ]);
  });

  it("a budget buys what is best together, and nothing that loses", () => {
    expect(prioritize(program, { ...run, budget: 1050 }).chosen!.ids.filter((id) => !id.startsWith("test"))).toEqual([
      "strong",
    ]);
    expect(prioritize(program, { ...run, budget: 5000 }).chosen!).toMatchObject({
      ids: ["cheap", "strong"],
      cost: 1100,
      expectedValue: expect.closeTo(1400, 6),
    });
    expect(prioritize(program, run).chosen).toBeNull();
  });

  it("knowing is worth something only where it could turn the decision", () => {
    const uncertain = compileScenario(
      smallBusiness({
        tactics: {
          sure: { lifts: { buy: { mean: 0.2, standardError: 0.001 } }, cost: { once: 100 } },
          doubtful: { lifts: { buy: { mean: 0.1, standardError: 0.1 } }, cost: { once: 1000 } },
        },
      }),
    );
    const { items } = prioritize(uncertain, run);
    const of = (id: string) => items.find((item) => item.id === id)!;
    expect(of("sure").perfectInformation).toBe(0);
    // Normal with mean 0 and deviation 1,000: 1000·φ(0)
    expect(of("doubtful").perfectInformation! / (1000 / Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 1);
    expect(of("test-doubtful").expectedMargin).toBeGreaterThan(0);
    expect(of("test-doubtful").expectedMargin).toBeLessThan(of("doubtful").perfectInformation!);
    expect(of("test-sure").expectedMargin).toBe(0);
  });

  it("says that no cost was stated", () => {
    const { items, notes } = prioritize(compileScenario(smallBusiness()), run);
    const push = items.find(({ id }) => id === "push")!;
    expect(isUndetermined(push.perCost)).toBe(true);
    expect(push.rank).toBe(1);
    expect(notes.join(" ")).toContain("tactics.push.cost");
  });
});
