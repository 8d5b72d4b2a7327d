import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, expectPublished } from "../reference.suite.ts";
import { benjaminiHochberg, benjaminiYekutieli, holm, hommel } from "./multiple-testing.ts";

const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];

describe("adjusted p-values (anchor 19, statsmodels)", () => {
  it("holm(p)", () => {
    [0.01, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615].forEach((value, i) => {
      expectClose(holm(p)[i], value);
    });
  });

  it("benjaminiHochberg(p) and benjaminiYekutieli(p)", () => {
    [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.10571429, 0.216, 0.216, 0.216].forEach((value, i) => {
      expectPublished(benjaminiHochberg(p)[i], value, 8);
    });
    expectPublished(benjaminiYekutieli(p)[0], 0.02928968, 8);
  });

  it("hommel(p)", () => {
    [0.01, 0.072, 0.185, 0.185, 0.185, 0.216].forEach((value, i) => {
      expectClose(hommel(p)[i], value);
    });
  });

  it("every adjustment is at least p, at most 1, keeps the order, and Holm's is at least Benjamini–Hochberg's", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (values) => {
        for (const adjust of [holm, benjaminiHochberg, benjaminiYekutieli, hommel]) {
          const adjusted = adjust(values);
          values.forEach((value, i) => {
            expect(adjusted[i]).toBeGreaterThanOrEqual(value);
            expect(adjusted[i]).toBeLessThanOrEqual(1);
          });
        }
        const bh = benjaminiHochberg(values);
        holm(values).forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(bh[i]! - 1e-15);
        });
      }),
      { numRuns: 200 },
    );
  });
});
