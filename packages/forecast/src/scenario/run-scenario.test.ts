import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { varianceShares } from "../sensitivity/variance-shares.ts";
import { compileScenario } from "./compile-scenario.ts";
import { distributionOf } from "./distribution.ts";
import { quantilesOf } from "./quantiles.ts";
import { rangeOf, readQuantity, valueAt } from "./quantity.ts";
import { runScenario } from "./run-scenario.ts";
import { simulateDraws } from "./simulate-draws.ts";
import { smallBusiness, smallFunnel } from "./small-business.suite.ts";
import { decileShares } from "./spend-deciles.ts";

const few = { draws: 500, seed: 1, sobolPoints: 0 };

describe("runScenario", () => {
  it("money by hand: 1,000 a month gained, 1,000 paid at the start, nothing uncertain", () => {
    const costs = { platform: 0, engineering: { once: 1000 }, training: 0, upkeep: 0 };
    const [result] = runScenario(compileScenario(smallBusiness({ costs })), few).scenarios;
    const { money, central, waterfall } = result!;
    const exactly = (value: number) => ({
      mean: expect.closeTo(value, 6),
      p10: expect.closeTo(value, 6),
      p50: expect.closeTo(value, 6),
      p90: expect.closeTo(value, 6),
    });
    expect(money.npv).toEqual(exactly(1000));
    expect(money.returnOnInvestment).toEqual(exactly(1));
    expect(money.paybackMonths).toBeCloseTo(1, 9);
    expect(money.paidBackWithinYear).toBe(1);
    expect(money.probabilityOfLoss).toBe(0);
    // Half of the lift earns the cost.
    expect(money.breakEvenLift).toEqual({
      conversionLift: expect.closeTo(0.1, 8),
      shareOfExpected: expect.closeTo(0.5, 8),
    });
    // 1 + r = golden ratio solves 1/x + 1/x² = 1, a month.
    expect(money.internalRate).toBeCloseTo(((1 + Math.sqrt(5)) / 2) ** 12 - 1, 5);
    expect(central.npv).toBeCloseTo(1000, 9);
    expect(waterfall).toEqual([
      { label: "buy", amount: expect.closeTo(2000, 9) },
      { label: "program cost", amount: expect.closeTo(-1000, 9) },
    ]);
  });

  it("flows are discounted at the ends of their months", () => {
    const [result] = runScenario(compileScenario(smallBusiness({ discountRate: 0.1 })), few).scenarios;
    expect(result!.money.npv.p50).toBeCloseTo(1000 / 1.1 ** (1 / 12) + 1000 / 1.1 ** (2 / 12), 6);
  });

  it("a normal lift makes a normal value: P10, median and P90 within 0.5 % of the closed form at 100,000 draws", () => {
    const tactics = { push: { lifts: { buy: { mean: 0.2, standardError: 0.05 } } } };
    const program = compileScenario(smallBusiness({ tactics }));
    const { npv } = simulateDraws(program, program.plans[0]!, null, { draws: 100_000, rng: createRng(7) });
    const { p10, p50, p90 } = distributionOf(npv);
    const worth = (lift: number) => 10_000 * lift;
    expect(Math.abs(p10 / worth(0.2 - 1.2815515655446 * 0.05) - 1)).toBeLessThan(0.005);
    expect(Math.abs(p50 / worth(0.2) - 1)).toBeLessThan(0.005);
    expect(Math.abs(p90 / worth(0.2 + 1.2815515655446 * 0.05) - 1)).toBeLessThan(0.005);
  });

  it("is the same for the same seed, whatever else is asked; a new scenario or stress leaves the others' draws alone", () => {
    const tactics = { push: { lifts: { buy: { mean: 0.2, standardError: 0.05 } } } };
    const alone = runScenario(compileScenario(smallBusiness({ tactics })), few);
    const beside = runScenario(
      compileScenario(
        smallBusiness({
          tactics,
          scenarios: { stop: { intensity: 0 }, go: {} },
          stresses: { slump: { demand: -0.5 } },
        }),
      ),
      few,
    );
    expect(runScenario(compileScenario(smallBusiness({ tactics })), few)).toEqual(alone);
    expect(beside.scenarios[1]!.money.npv).toEqual(alone.scenarios[0]!.money.npv);
    expect(beside.scenarios[0]!.money.npv.mean).toBe(0);
  });

  it("parts sum to the whole: waterfall to the central value, funnels to the margin gained, deciles to the mean uplift", () => {
    const file = smallBusiness(
      {
        horizonMonths: 12,
        discountRate: 0.1,
        tactics: {
          push: {
            lifts: { add: { mean: 0.2, standardError: 0.05 }, buy: 0.1, churn: -0.1 },
            incentive: { discount: 0.02 },
          },
          pull: { lifts: { orderValue: 0.05, visitors: 0.03 }, cost: { perMonth: 20 } },
        },
        interactions: [{ tactics: ["push", "pull"], overlap: 0.5 }],
        costs: { platform: { perYear: 1200 }, engineering: { once: 500 }, training: 0, upkeep: 0 },
      },
      {
        customers: { churnPerMonth: 0.05 },
        funnels: [smallFunnel({ segment: "new" }), smallFunnel({ segment: "returning", newCustomerShare: 0.1 })],
      },
    );
    const [result] = runScenario(compileScenario(file), few).scenarios;
    const { waterfall, central, funnels, money, deciles, tornado } = result!;
    expect(waterfall.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(central.npv, 6);
    expect(funnels.reduce((sum, { marginGain }) => sum + marginGain.mean, 0)).toBeCloseTo(money.marginGain.mean, 6);
    expect(money.npv.mean).toBeCloseTo(money.gain.mean - money.spent.mean, 6);
    if (isUndetermined(deciles)) throw new Error("customers are known");
    const uplift = deciles.reduce((sum, one) => sum + one.uplift.mean, 0) / 10;
    const base = deciles.reduce((sum, one) => sum + one.baselineRevenue, 0) / 10;
    expect(uplift / base).toBeCloseTo(money.revenueGain.mean / (12 * 20_000), 9);
    expect(tornado.map(({ path }) => path)).toEqual(["tactics.push.lifts.add"]);
  });

  it("says what it does not know instead of a number", () => {
    const [result] = runScenario(compileScenario(smallBusiness()), few).scenarios;
    const { metrics, money, deciles, sobol } = result!;
    for (const one of [
      metrics.lifetimeValue,
      metrics.repeatProbability,
      metrics.acquisitionCost,
      metrics.valueToCost,
      deciles,
      sobol,
      money.returnOnInvestment,
      money.breakEvenLift,
      money.internalRate,
    ]) {
      expect(one).toEqual({ undetermined: { code: expect.any(String), reason: expect.stringMatching(/\.$/) } });
    }
    expect(JSON.stringify(result)).not.toMatch(/null,"p|NaN|Infinity/);
  });

  it("a lift of 5 % pays where its margin exceeds a year's cost: 250 a month against 200 or 400", () => {
    const asked = (perMonth: number) => {
      const costs = { platform: { perMonth }, engineering: 0, training: 0, upkeep: 0 };
      return runScenario(compileScenario(smallBusiness({ costs })), few).liftQuestion.rows[0]!;
    };
    expect(asked(200)).toMatchObject({ who: "everyone", probabilityPays: 1, breakEvenLift: expect.closeTo(0.04, 6) });
    expect(asked(400)).toMatchObject({ probabilityPays: 0, breakEvenLift: expect.closeTo(0.08, 6) });
    expect(asked(200).answer).toMatch(/^Yes: a lift of 5.0 % pays within a year in 100 % of the draws/);
  });

  it("warns of lifts without evidence or range, and of rates that are held at one", () => {
    const { warnings } = runScenario(compileScenario(smallBusiness({ tactics: { push: { lifts: { buy: 3 } } } })), few);
    expect(warnings.join("\n")).toMatch(
      /rest on no experiment.*Push: lift of buy[\s\S]*is 3, which more than doubles[\s\S]*taken as exact[\s\S]*held at 1/,
    );
  });
});

describe("varianceShares", () => {
  it("of two independent normal lifts on different funnels, each has its own share: 4 to 1", () => {
    const tactics = {
      big: { segments: ["a"], lifts: { buy: { mean: 0.2, standardError: 0.04 } } },
      small: { segments: ["b"], lifts: { buy: { mean: 0.2, standardError: 0.02 } } },
    };
    const funnels = ["a", "b"].map((segment) => smallFunnel({ segment }));
    const program = compileScenario(smallBusiness({ tactics }, { funnels }));
    const sobol = varianceShares(program, program.plans[0]!, 1024, 1);
    if (isUndetermined(sobol)) throw new Error("both are uncertain");
    expect(sobol.shares.map(({ path }) => path)).toEqual(["tactics.big.lifts.buy", "tactics.small.lifts.buy"]);
    [0.8, 0.2].forEach((share, i) => {
      expect(sobol.shares[i]!.first).toBeCloseTo(share, 1);
      expect(Math.abs(sobol.shares[i]!.total - share)).toBeLessThan(0.01);
    });
  });
});

describe("quantities", () => {
  it("low, value and high are P10, median and P90", () => {
    const { spread } = readQuantity({ value: 5, low: 4, high: 8 }, "x", "amount");
    expect(rangeOf(spread)).toEqual({ low: expect.closeTo(4, 12), center: 5, high: expect.closeTo(8, 12) });
    // The scale of an amount is its logarithm: halfway down to P10 is the geometric middle of 4 and 5.
    expect(valueAt(spread, -1.2815515655446 / 2)).toBeCloseTo(Math.sqrt(20), 9);
    expect(valueAt(spread, -50)).toBeGreaterThan(0);
  });

  it("a share stays between 0 and 1, also where its range is wide; one that touches an end is cut there", () => {
    const wide = readQuantity({ value: 0.5, low: 0.05, high: 0.95 }, "x", "share").spread;
    expect(rangeOf(wide)).toEqual({ low: expect.closeTo(0.05, 12), center: 0.5, high: expect.closeTo(0.95, 12) });
    expect(valueAt(wide, 6)).toBeLessThan(1);
    const touching = readQuantity({ value: 0.2, low: 0, high: 0.4 }, "x", "share").spread;
    expect(valueAt(touching, -3)).toBe(0);
  });

  it("a counted share spreads as the Beta posterior of Jeffreys: quantiles of Beta(3.5, 7.5) by SciPy", () => {
    const { spread } = readQuantity({ successes: 3, trials: 10 }, "x", "share");
    // scipy.stats.beta(3.5, 7.5).ppf([0.1, 0.5, 0.9])
    const expected = [0.150591225876, 0.306823632398, 0.5017811181];
    const { low, center, high } = rangeOf(spread);
    [low, center, high].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });
});

describe("quantilesOf", () => {
  it("equals linear interpolation between sorted values", () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (drawn) => {
        const sorted = drawn.toSorted((x, y) => x - y);
        const shares = [0, 0.1, 0.37, 0.5, 0.9, 1];
        const expected = shares.map((share) => {
          const position = share * (drawn.length - 1);
          const below = Math.floor(position);
          const next = sorted[Math.min(below + 1, drawn.length - 1)]!;
          return sorted[below]! + (position - below) * (next - sorted[below]!);
        });
        quantilesOf(Float64Array.from(drawn), shares).forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 6);
        });
      }),
    );
  });
});

describe("decileShares", () => {
  it("sum to one, are equal without spread, and heap up at the top with it", () => {
    expect(decileShares(0).map((share) => share.toFixed(9))).toEqual(new Array(10).fill("0.100000000"));
    const shares = decileShares(1.5);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[9]!).toBeGreaterThan(0.4);
  });
});
