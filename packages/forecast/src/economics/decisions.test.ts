import { createRng } from "@attune/math/rng";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestWithinBudget } from "./best-within-budget.ts";
import { perfectInformationValue, sampleInformationValue } from "./value-of-information.ts";

describe("perfectInformationValue", () => {
  it("of an even chance of 10 and −6: without knowing 2, knowing 5, so knowing is worth 3", () => {
    expect(perfectInformationValue([10, -6])).toBe(3);
    expect(perfectInformationValue([10, 6])).toBe(0);
    expect(perfectInformationValue([-10, -6])).toBe(0);
  });

  it("of a standard normal value it is 1/√(2π)", () => {
    const rng = createRng(3);
    const draws = Float64Array.from({ length: 200_000 }, () => rng.normal());
    expect(perfectInformationValue(draws)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 2);
  });
});

describe("sampleInformationValue", () => {
  const rng = createRng(5);
  const lift = Float64Array.from({ length: 100_000 }, () => 0.1 * rng.normal());
  const value = lift.map((one) => 1000 * one);

  it("a perfect measurement is worth as much as perfect information, a useless one nothing", () => {
    const perfect = sampleInformationValue({ value, measured: lift, standardError: 0 });
    expect(perfect / perfectInformationValue(value)).toBeCloseTo(1, 1);
    expect(sampleInformationValue({ value, measured: lift, standardError: 1e9 })).toBeLessThan(1e-3);
    expect(sampleInformationValue({ value, measured: new Float64Array(value.length), standardError: 1 })).toBe(0);
  });

  it("a standard error as large as the spread takes √½ of it: the preposterior deviation is σ/√2", () => {
    // Mean 0: s·φ(0) with s = 100/√2
    const found = sampleInformationValue({ value, measured: lift, standardError: 0.1 });
    expect(found / (100 / Math.SQRT2 / Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 1);
  });
});

describe("bestWithinBudget", () => {
  it("takes what is best together, not what is best first", () => {
    const purchases = [
      { cost: 6, value: 13 },
      { cost: 5, value: 10 },
      { cost: 5, value: 10 },
    ];
    expect(bestWithinBudget(purchases, 10)).toEqual([1, 2]);
    expect(bestWithinBudget([...purchases, { cost: 0, value: 1 }, { cost: 0, value: -1 }], 10)).toEqual([1, 2, 3]);
    expect(bestWithinBudget(purchases, 4)).toEqual([]);
  });

  it("equals trying all subsets", () => {
    const purchase = fc.record({ cost: fc.integer({ min: 1, max: 30 }), value: fc.integer({ min: -5, max: 40 }) });
    fc.assert(
      fc.property(fc.array(purchase, { maxLength: 9 }), fc.integer({ min: 1, max: 80 }), (purchases, budget) => {
        let best = 0;
        for (let mask = 0; mask < 2 ** purchases.length; mask++) {
          const taken = purchases.filter((_, i) => (mask & (1 << i)) !== 0);
          if (taken.reduce((sum, { cost }) => sum + cost, 0) > budget) continue;
          best = Math.max(
            best,
            taken.reduce((sum, { value }) => sum + value, 0),
          );
        }
        const chosen = bestWithinBudget(purchases, budget).map((i) => purchases[i]!);
        expect(chosen.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(budget);
        expect(chosen.reduce((sum, { value }) => sum + value, 0)).toBe(best);
      }),
    );
  });
});
