import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { binomialCdf, binomialSurvival, logBinomialProbability } from "./binomial.ts";

describe("binomial", () => {
  it("logBinomialProbability(k, n, p) agrees with mpmath to a max(1, |value|)-relative 1e-13", () => {
    expect(worstError("logBinomial", logBinomialProbability, "log")).toBeLessThan(1e-13);
  });

  it("binomialSurvival(k, n, p) agrees with mpmath to a relative 1e-11", () => {
    expect(worstError("binomialSurvival", binomialSurvival, "relative")).toBeLessThan(1e-11);
  });

  it("binomialCdf(k, n, p) sums the probabilities of a fair coin", () => {
    expect(binomialCdf(1, 3, 0.5)).toBeCloseTo(0.5, 15);
    expect(binomialCdf(-1, 3, 0.5)).toBe(0);
    expect(binomialSurvival(3, 3, 0.5)).toBe(0);
    expect(logBinomialProbability(4, 3, 0.5)).toBe(-Infinity);
  });
});
