import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { betaCdf, betaQuantile, betaSurvival } from "./beta.ts";

describe("beta", () => {
  it("betaQuantile(p, a, b) agrees with mpmath to a relative 1e-12", () => {
    expect(worstError("betaQuantile", betaQuantile, "relative")).toBeLessThan(1e-12);
  });

  it("betaCdf(x, 1, 1) is the uniform distribution", () => {
    expect(betaCdf(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(betaSurvival(0.3, 1, 1)).toBeCloseTo(0.7, 14);
    expect(betaQuantile(0.3, 1, 1)).toBeCloseTo(0.3, 14);
  });
});
