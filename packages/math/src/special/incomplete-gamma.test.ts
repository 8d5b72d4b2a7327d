import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { logRegularizedGammaLower, logRegularizedGammaUpper } from "./incomplete-gamma.ts";

describe("incomplete-gamma", () => {
  it("logRegularizedGammaUpper(a, x) agrees with mpmath to a max(1, |value|)-relative 1e-13", () => {
    expect(worstError("logGammaUpper", logRegularizedGammaUpper, "log")).toBeLessThan(1e-13);
  });

  it("logRegularizedGammaLower(a, x) agrees with mpmath to a max(1, |value|)-relative 1e-13", () => {
    expect(worstError("logGammaLower", logRegularizedGammaLower, "log")).toBeLessThan(1e-13);
  });
});
