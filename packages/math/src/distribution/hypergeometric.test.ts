import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { logHypergeometricProbability } from "./hypergeometric.ts";

describe("hypergeometric", () => {
  it("logHypergeometricProbability(k, s, f, d) agrees with mpmath to a max(1, |value|)-relative 1e-12", () => {
    expect(worstError("logHypergeometric", logHypergeometricProbability, "log")).toBeLessThan(1e-12);
  });
});
