import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { noncentralTCdf } from "./noncentral-t.ts";

describe("noncentral-t", () => {
  it("noncentralTCdf(t, df, δ) agrees with mpmath to a max(1, |value|)-relative 1e-12", () => {
    expect(worstError("noncentralT", noncentralTCdf, "log")).toBeLessThan(1e-12);
  });

  it("noncentralTCdf(t, df, 0) is the central distribution", () => {
    expect(noncentralTCdf(2.2281388519862744, 10, 0)).toBeCloseTo(0.975, 14);
    expect(noncentralTCdf(-2.2281388519862744, 10, 0)).toBeCloseTo(0.025, 14);
  });
});
