import { createRng } from "@attune/math/rng";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { confidenceSequence } from "./confidence-sequence.ts";
import { mixtureSprt } from "./mixture-sprt.ts";

describe("mixtureSprt", () => {
  it("is the ratio of the mixed to the null likelihood: a case by hand", () => {
    // V = 1, τ = 1, θ̂ = 3: densities N(3; 0, 2) over N(3; 0, 1) = e^(−9/4)/√2 · e^(9/2) = e^2.25/√2.
    const result = mixtureSprt({ estimate: 3, standardError: 1 }, 1);
    expectClose(result.logLikelihoodRatio, 2.25 - Math.LN2 / 2);
    expectClose(result.pValue, Math.SQRT2 * Math.exp(-2.25));
    // Half the width solves Λ = 20: √(4·(ln 20 + ½ ln 2)).
    expectClose(result.interval[1] - 3, Math.sqrt(4 * (Math.log(20) + Math.LN2 / 2)));
  });

  it("excludes zero exactly where p is below alpha", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (z, spread) => {
          const { interval, pValue } = mixtureSprt({ estimate: z, standardError: 1 }, spread);
          if (Math.abs(pValue - 0.05) < 1e-9) return;
          expect(interval[0] > 0 || interval[1] < 0).toBe(pValue < 0.05);
        },
      ),
    );
  });

  it("is the confidence sequence with another tuning", () => {
    // ρ² of a sequence tuned to 5,000 units, as N·ρ² = τ²/V at N units.
    const rho2 = (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05))) / 5000;
    const effect = { estimate: 0.3, standardError: 0.1 };
    const units = 3_000;
    const spread = Math.sqrt(units * rho2) * effect.standardError;
    const [low, high] = confidenceSequence(effect, units).interval;
    const { interval } = mixtureSprt(effect, spread);
    expectClose(interval[0], low as number);
    expectClose(interval[1], high as number);
  });

  it("finds nothing in at least 95 % of 1,000 experiments without effect, looked at 300 times each", () => {
    const rng = createRng("mixture-sprt");
    let found = 0;
    for (let run = 0; run < 1_000; run++) {
      let sum = 0;
      for (let n = 1; n <= 300; n++) {
        sum += rng.normal();
        if (mixtureSprt({ estimate: sum / n, standardError: 1 / Math.sqrt(n) }, 0.2).pValue > 0.05) continue;
        found += 1;
        break;
      }
    }
    // By Ville's inequality the chance is below 5 % whatever the number of looks; 50 + 3.5 standard errors.
    expect(found).toBeLessThan(50 + 3.5 * Math.sqrt(50 * 0.95));
    expect(found).toBeGreaterThan(0);
  });

  it("refuses a spread that is none", () => {
    expect(() => mixtureSprt({ estimate: 1, standardError: 1 }, 0)).toThrow(/spread/);
  });
});
