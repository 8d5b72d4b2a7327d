import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { logGamma, stirlingRemainder } from "./log-gamma.ts";

describe("log-gamma", () => {
  it("logGamma(x) agrees with mpmath to a max(1, |value|)-relative 1e-14", () => {
    expect(worstError("logGamma", logGamma, "log")).toBeLessThan(1e-14);
  });

  it("stirlingRemainder(x) agrees with mpmath to a max(1, |value|)-relative 1e-14", () => {
    expect(worstError("stirlingRemainder", stirlingRemainder, "log")).toBeLessThan(1e-14);
  });

  it("logGamma(x) keeps its relative accuracy beside its zeros: logGamma(1 + 1e-9) is −γ·1e-9", () => {
    expect(logGamma(1 + 2 ** -30) / (-0.5772156649015329 * 2 ** -30)).toBeCloseTo(1, 8);
    expect(logGamma(1)).toBe(0);
    expect(logGamma(2)).toBe(0);
  });

  it("logGamma(x) of an integer is the log of a factorial", () => {
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 13);
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
  });
});
