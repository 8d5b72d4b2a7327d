import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { gammaCdf, gammaQuantile, gammaSurvival } from "./gamma.ts";

describe("gamma", () => {
  it("gammaQuantile(p, shape) agrees with mpmath to a relative 1e-12", () => {
    expect(worstError("gammaQuantile", gammaQuantile, "relative")).toBeLessThan(1e-12);
  });

  it("gammaCdf(x, 1) is the exponential distribution", () => {
    expect(gammaCdf(2, 1)).toBeCloseTo(1 - Math.exp(-2), 14);
    expect(gammaSurvival(2, 1)).toBeCloseTo(Math.exp(-2), 15);
    expect(gammaQuantile(0, 3)).toBe(0);
    expect(gammaQuantile(1, 3)).toBe(Infinity);
  });
});
