import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { erf, erfc, erfcx } from "./error-function.ts";

describe("error-function", () => {
  it("erf(x) agrees with mpmath to a relative 1e-15", () => {
    expect(worstError("erf", erf, "relative")).toBeLessThan(1e-15);
  });

  it("erfc(x) agrees with mpmath to a relative 2e-15", () => {
    expect(worstError("erfc", erfc, "relative")).toBeLessThan(2e-15);
  });

  it("erfcx(x) agrees with mpmath to a relative 2e-15", () => {
    expect(worstError("erfcx", erfcx, "relative")).toBeLessThan(2e-15);
  });

  it("erfc(x) of the far right is zero only where doubles end", () => {
    expect(erfc(26)).toBeGreaterThan(0);
    expect(erfc(30)).toBe(0);
    expect(erfc(-30)).toBe(2);
  });
});
