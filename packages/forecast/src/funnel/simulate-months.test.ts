import type { ScenarioFile } from "@attune/model/scenario-file";
import { describe, expect, it } from "vitest";
import { centralCase } from "../scenario/central-months.ts";
import { compileScenario } from "../scenario/compile-scenario.ts";
import { smallBusiness, smallFunnel } from "../scenario/small-business.suite.ts";
import { doseResponse, rampShare } from "./tactic-profiles.ts";

/** The central case of the first scenario, by hand in the comments. */
function months(file: ScenarioFile, stress = false) {
  const program = compileScenario(file);
  return centralCase(program, program.plans[0]!, stress ? program.stresses[0]! : null).months;
}

const orders = (file: ScenarioFile, stress = false) => months(file, stress).map((month) => month.orders);
const near = (...values: number[]) => values.map((value) => expect.closeTo(value, 9));

describe("the months of a scenario, worked out by hand", () => {
  it("conversion from 2 % to 3 % is a lift of 50 %", () => {
    const file = smallBusiness(
      { tactics: { push: { lifts: { buy: 0.5 } } } },
      { funnels: [smallFunnel({ stages: { buy: 0.02 } })] },
    );
    const [first] = months(file);
    expect(first).toMatchObject({
      visitors: 1000,
      baselineOrders: expect.closeTo(20, 9),
      orders: expect.closeTo(30, 9),
    });
    expect(first!.net).toBeCloseTo(10 * 100 * 0.5, 9);
  });

  it("a lift of 20 % on one order in ten adds 20 orders to 100", () => {
    expect(orders(smallBusiness())).toEqual(near(120, 120));
  });

  it("reach, calibration and cannibalization take their part of a lift", () => {
    // 0.2 × 0.5 reached × 0.8 confirmed × (1 − 0.25) = 0.06
    const tactics = {
      push: { lifts: { buy: { value: 0.2, evidence: "A" as const } }, reach: 0.5, cannibalization: 0.25 },
    };
    expect(orders(smallBusiness({ tactics, calibration: 0.8 }))).toEqual(near(106, 106));
  });

  it("tactics multiply each other, less their overlap", () => {
    const tactics = { push: { lifts: { buy: 0.2 } }, pull: { lifts: { buy: 0.1 } } };
    expect(orders(smallBusiness({ tactics }))).toEqual(near(132, 132));
    // 1.2 × 1.1 × (1 − 0.5 × 0.1)
    const overlapping = smallBusiness({ tactics, interactions: [{ tactics: ["push", "pull"], overlap: 0.5 }] });
    expect(orders(overlapping)).toEqual(near(125.4, 125.4));
  });

  it("a rate does not rise above one", () => {
    const file = smallBusiness({ tactics: { push: { lifts: { buy: 3 } } } });
    expect(orders(file)).toEqual(near(200, 200));
  });

  it("delay and ramp: nothing, a quarter, three quarters, all, at the middles of the months", () => {
    const shares = [1, 2, 3, 4, 5].map((month) => rampShare({ delayMonths: 1, rampMonths: 2 }, month));
    expect(shares).toEqual([0, 0.25, 0.75, 1, 1]);
    const tactics = { push: { lifts: { buy: 0.2 }, delayMonths: 1, rampMonths: 2 } };
    expect(orders(smallBusiness({ tactics, horizonMonths: 4 }))).toEqual(near(100, 105, 115, 120));
  });

  it("novelty wears off to what remains: 0.5 + 0.5·2^(−t/h)", () => {
    const tactics = { push: { lifts: { buy: 0.2 }, novelty: { halfLifeMonths: 0.5, remaining: 0.5 } } };
    // t = 0.5 and 1.5 months: 0.75 and 0.5625 of 20 orders
    expect(orders(smallBusiness({ tactics }))).toEqual(near(115, 111.25));
  });

  it("dose: in proportion without saturation, (1 − e^−1.5)/(1 − e^−1) at 1.5 with it, and fatigue beyond what is free", () => {
    expect(doseResponse(2, 0)).toBe(2);
    expect(doseResponse(1.5, 1)).toBeCloseTo((1 - Math.exp(-1.5)) / (1 - Math.exp(-1)), 12);
    const scenarios = { go: { intensity: 1.5, frequency: 2 } };
    const tactics = { push: { lifts: { buy: 0.1 }, saturation: 0, fatigue: { freeFrequency: 1, lossPerUnit: 0.3 } } };
    // 0.1 × 3 × (1 − 0.3)
    expect(orders(smallBusiness({ tactics, scenarios }))).toEqual(near(121, 121));
  });

  it("customers won come back: repeat orders go with active customers, who are 50/0.1 = 500 at the start", () => {
    const baseline = { funnels: [smallFunnel({ newCustomerShare: 0.5 })], customers: { churnPerMonth: 0.1 } };
    const file = smallBusiness({ tactics: { push: { lifts: { buy: 0.1 } } } }, baseline);
    // After the first month 500 × 0.9 + 55 = 505 are active.
    expect(months(file).map((month) => month.baselineOrders)).toEqual(near(100, 100));
    expect(orders(file)).toEqual(near(110, 55 + (55 * 505) / 500));
  });

  it("churn that falls keeps customers, repeat that rises makes them order more", () => {
    const baseline = { funnels: [smallFunnel({ newCustomerShare: 0.5 })], customers: { churnPerMonth: 0.1 } };
    const lifting = (lifts: Record<string, number>) =>
      orders(smallBusiness({ tactics: { push: { lifts } } }, baseline));
    // 500 × 0.95 + 50 = 525 in the second month
    expect(lifting({ churn: -0.5 })).toEqual(near(100, 50 + 52.5));
    expect(lifting({ repeat: 0.2 })).toEqual(near(110, 110));
  });

  it("growth and season move both worlds", () => {
    const season = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const file = smallBusiness({ startMonth: "2026-01" }, { season, growthPerYear: 2 ** 12 - 1 });
    // Twice as many a month, and twice as many in February.
    expect(months(file).map((month) => month.visitors)).toEqual([expect.closeTo(1000, 6), expect.closeTo(4000, 6)]);
    expect(months(file).map((month) => month.label)).toEqual(["2026-01", "2026-02"]);
  });

  it("incentives cost discount × redemption of the revenue that is reached", () => {
    const tactics = { push: { lifts: { buy: 0.2 }, reach: 0.5, incentive: { discount: 0.1, redemption: 0.4 } } };
    // 110 orders × 100 × 0.5 × 0.4 × 0.1
    expect(months(smallBusiness({ tactics })).map((month) => month.incentives)).toEqual(near(220, 220));
  });

  it("usage is priced above what is included, and calls go with the dose", () => {
    const costs = {
      platform: 0,
      engineering: 0,
      training: 0,
      upkeep: { perMonth: 7 },
      usage: [
        { name: "tracked", unit: "visitors" as const, price: 0.1, includedPerMonth: 400 },
        { name: "calls", unit: "calls" as const, perHead: 3, price: 0.01 },
      ],
    };
    const file = smallBusiness({ costs, scenarios: { go: { intensity: 2 } } });
    expect(months(file)[0]!.programCost).toBeCloseTo(7 + 600 * 0.1 + 1000 * 3 * 2 * 0.01, 9);
  });

  it("a stress falls on its months, and what cannot be delivered is not sold", () => {
    const falling = smallBusiness({ stresses: { slump: { demand: -0.5, fromMonth: 2, months: 1 } }, horizonMonths: 3 });
    expect(orders(falling, true)).toEqual(near(120, 60, 120));
    const short = smallBusiness({ stresses: { shortage: { orderLimit: 110 } } });
    expect(months(short, true).map((month) => month.baselineOrders)).toEqual(near(100, 100));
    expect(orders(short, true)).toEqual(near(110, 110));
  });

  it("a driver moves stages by its elasticity, through other drivers, and where the scenario puts it", () => {
    const drivers = {
      speed: { value: 2, moves: [{ target: "drivers.clicks", elasticity: -1 }] },
      clicks: { value: 1, moves: [{ target: "stages.buy", elasticity: 2 }] },
    };
    const file = smallBusiness({
      drivers,
      scenarios: { go: { drivers: { speed: 1.6 } } },
      tactics: { push: { lifts: { add: 0.1 } } },
    });
    // Pages a fifth faster: clicks × 1.25, buying × 1.5625
    expect(orders(file)).toEqual(near(110 * 1.5625, 110 * 1.5625));
    expect(months(file)[0]!.baselineOrders).toBeCloseTo(100, 9);
  });

  it("a channel's visitors, and what they cost", () => {
    const baseline = { funnels: [smallFunnel({ channel: "paid" })], acquisition: { perVisitor: { paid: 0.5 } } };
    const file = smallBusiness({ scenarios: { go: { channelMix: { paid: 1.2 } } } }, baseline);
    expect(months(file)[0]).toMatchObject({
      visitors: 1200,
      addedAcquisition: expect.closeTo(100, 9),
      orders: expect.closeTo(144, 9),
    });
  });
});
