import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { fSurvival, fUpperQuantile, logFSurvival } from "./f.ts";

describe("f", () => {
  it("logFSurvival(x, df1, df2) agrees with mpmath to a max(1, |value|)-relative 1e-12", () => {
    expect(worstError("logFSurvival", logFSurvival, "log")).toBeLessThan(1e-12);
  });

  it("fSurvival(x, 1, df) is the two-sided tail of t at √x", () => {
    // 2.2281388519862744 is the 0.975 quantile of t with 10 degrees of freedom.
    expect(fSurvival(2.2281388519862744 ** 2, 1, 10)).toBeCloseTo(0.05, 14);
    expect(fUpperQuantile(0.05, 1, 10)).toBeCloseTo(2.2281388519862744 ** 2, 11);
  });
});
