import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { logNormalSurvival, normalCdf, normalQuantile, normalSurvival, normalUpperQuantileFromLog } from "./normal.ts";

describe("normal", () => {
  it("logNormalSurvival(z) agrees with mpmath to a max(1, |value|)-relative 1e-14", () => {
    expect(worstError("logNormalSurvival", logNormalSurvival, "log")).toBeLessThan(1e-14);
  });

  it("normalUpperQuantileFromLog(logP) agrees with mpmath to a max(1, |value|)-relative 1e-14", () => {
    expect(worstError("normalUpperQuantileFromLog", normalUpperQuantileFromLog, "log")).toBeLessThan(1e-14);
  });

  it("normalQuantile(p) gives the textbook 1.959963984540054 at 0.975 and is odd about one half", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.25)).toBe(-normalQuantile(0.75));
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1.1)).toBeNaN();
  });

  it("normalCdf(z) and normalSurvival(z) sum to 1", () => {
    for (const z of [-9, -1, 0, 0.3, 4]) expect(normalCdf(z) + normalSurvival(z)).toBeCloseTo(1, 15);
  });

  it("logNormalSurvival(z) goes on where p itself ends: z = 1e5", () => {
    // Mills' ratio: log S(z) ≈ −z²/2 − log(z√(2π)).
    expect(logNormalSurvival(1e5)).toBeCloseTo(-5e9 - Math.log(1e5 * Math.sqrt(2 * Math.PI)), 5);
  });
});
