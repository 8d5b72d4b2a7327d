import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testPrice } from "./test-price.ts";

describe("testPrice", () => {
  it.each([
    // list, cost, change, floor → price, floored
    [10_000_000, 5_000_000, -0.1, 0.2, 9_000_000, false],
    [10_000_000, 8_000_000, -0.1, 0.2, 10_000_000, true], // 8 / 0.8 = 10
    [10_000_000, 7_600_000, -0.1, 0.2, 9_500_000, true], // 7.6 / 0.8 = 9.5
    [10_000_000, 9_500_000, -0.1, 0.2, 10_000_000, true], // already below its floor: it stays
    [10_000_000, undefined, -0.1, 0.2, 10_000_000, true],
    [10_000_000, undefined, -0.1, 0, 9_000_000, false],
    [9_990_000, 1_000_000, 0.05, 0.2, 10_490_000, false], // 10.4895
    [9_990_000, undefined, 0, 0.2, 9_990_000, false],
  ])("%d at a cost of %s, changed by %d with a floor of %d, is %d", (list, cost, change, floor, price, floored) => {
    expect(testPrice(list, cost, change, floor)).toEqual({ priceMicros: price, isFloored: floored });
  });

  it("never leaves less margin than the floor, unless the usual price does, and never turns a discount into a rise", () => {
    const amount = fc.integer({ min: 1, max: 100_000 }).map((hundredths) => hundredths * 10_000);
    const change = fc.double({ min: -0.99, max: 1, noNaN: true });
    const floor = fc.double({ min: 0, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(amount, amount, change, floor, (list, cost, by, least) => {
        const { priceMicros } = testPrice(list, cost, by, least);
        if (by <= 0) expect(priceMicros).toBeLessThanOrEqual(list);
        else expect(priceMicros).toBeGreaterThanOrEqual(list);
        const margin = (price: number) => (price - cost) / price;
        if (priceMicros < list) expect(margin(priceMicros)).toBeGreaterThanOrEqual(least - 1e-7);
      }),
    );
  });
});
