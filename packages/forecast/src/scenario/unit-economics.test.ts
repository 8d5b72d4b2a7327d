import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { compileScenario } from "./compile-scenario.ts";
import { smallBusiness, smallFunnel } from "./small-business.suite.ts";
import { unitEconomics } from "./unit-economics.ts";

/** Paid: 1,000 visitors, 100 orders, 80 of them first, 50 margin each. Organic: 1,000 visitors, 100 orders, 20 first, 100 margin each. */
const funnels = [
  smallFunnel({ channel: "paid", newCustomerShare: 0.8 }),
  smallFunnel({ channel: "organic", newCustomerShare: 0.2, orderValue: 200 }),
];

describe("what a new customer costs and is worth, by funnel", () => {
  it("by hand: own visitors' cost and a share of what is spent on all; own first order and everybody's further ones", () => {
    const program = compileScenario(
      smallBusiness(
        { tactics: { push: { channels: ["paid"], lifts: { buy: 0.25 } } } },
        { funnels, customers: { churnPerMonth: 0.1 }, acquisition: { perMonth: 500, perVisitor: { paid: 2 } } },
      ),
    );
    const [paid, organic] = unitEconomics(program, program.plans[0]!);
    // 100 first orders: 5 each for all, and 2,000 over the 80 of the paid channel.
    expect(paid!.baseline.acquisitionCost).toBeCloseTo(5 + 25, 9);
    expect(organic!.baseline.acquisitionCost).toBeCloseTo(5, 9);
    // 1,000 customers (100 won/0.1); 20 · 50 + 80 · 100 of margin from them a month: 9 each. No discount: first + 9 · 0.9/0.1.
    expect(paid!.baseline.lifetimeValue).toBeCloseTo(50 + 81, 9);
    expect(organic!.baseline.lifetimeValue).toBeCloseTo(100 + 81, 9);
    expect(paid!.baseline.valueToCost).toBeCloseTo(131 / 30, 9);
    // A quarter more of the paid visitors buy: 100 first orders for the same 2,000, and 120 altogether to share the 500.
    expect(paid!.scenario.acquisitionCost).toBeCloseTo(500 / 120 + 20, 9);
  });

  it("says what it does not know", () => {
    const program = compileScenario(smallBusiness());
    const [only] = unitEconomics(program, program.plans[0]!);
    expect(isUndetermined(only!.baseline.acquisitionCost)).toBe(true);
    expect(isUndetermined(only!.baseline.lifetimeValue)).toBe(true);
    expect(only!.baseline.firstMargin).toBe(50);
  });
});
