import { describe, expect, it } from "vitest";
import { relativeError } from "../reference.suite.ts";
import { betaGeometricPurchases } from "./beta-geometric-future.ts";

describe("betaGeometricPurchases", () => {
  // [shape, rate, a, b, time, the published formula with mpmath at 40 digits]
  it.each([
    [250.6, 0.5, 1.005, 252.5, 1000, 1881.5309656965667],
    [60.25, 0.5, 1.005, 120, 1000, 814.9229628406184],
    [10.25, 0.5, 1.005, 10.2, 1000, 76.1620605850131],
    [2, 0.5, 0.995, 0.2, 50, 2.0768943781561253],
    [60.6, 0.5, 1.005, 60.7, 50, 276.85065611334494],
  ])(
    "agrees with mpmath far beyond the observation: shape %d, rate %d, a %d, b %d, time %d",
    (shape, rate, a, b, time, expected) => {
      expect(relativeError(betaGeometricPurchases({ shape, rate, a, b }, time), expected)).toBeLessThan(1e-9);
    },
  );

  it("is shape·time/rate where nobody stops, however that comes about", () => {
    for (const [a, b] of [
      [1e-9, 2],
      [1e-6, 1e6],
    ] as const) {
      expect(relativeError(betaGeometricPurchases({ shape: 2.5, rate: 10, a, b }, 30), 7.5)).toBeLessThan(1e-5);
    }
  });

  it("goes on smoothly wherever one way of computing takes over from another", () => {
    for (const a of [0.05, 0.3, 0.995, 1, 1.2, 7, 29.99]) {
      for (const b of [0.2, 0.7, 2.5, 60, 1000]) {
        for (const shape of [0.25, 3, 60]) {
          let before = 0;
          for (let step = 0; step <= 100; step++) {
            const now = betaGeometricPurchases({ shape, rate: 3, a, b }, 3 * 1e3 ** (step / 100));
            // It levels off: what is left is rounding.
            expect(now).toBeGreaterThan(before * (1 - 1e-8));
            before = now;
          }
        }
      }
    }
  });
});
