import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { chiSquareCdf, chiSquareQuantile, chiSquareSurvival, logChiSquareSurvival } from "./chi-square.ts";

describe("chi-square", () => {
  it("logChiSquareSurvival(x, df) agrees with mpmath to a max(1, |value|)-relative 1e-13", () => {
    expect(worstError("logChiSquareSurvival", logChiSquareSurvival, "log")).toBeLessThan(1e-13);
  });

  it("chiSquareCdf(2225.44, 2315.65) is .0912, where a known library says .0494", () => {
    expect(chiSquareCdf(2225.44, 2315.65)).toBeCloseTo(0.0912, 4);
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 12);
    expect(chiSquareSurvival(3.841458820694124, 1)).toBeCloseTo(0.05, 14);
  });
});
