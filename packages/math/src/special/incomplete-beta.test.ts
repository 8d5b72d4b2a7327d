import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { logRegularizedBeta } from "./incomplete-beta.ts";

describe("incomplete-beta", () => {
  it("logRegularizedBeta(x, y, a, b) agrees with mpmath to a max(1, |value|)-relative 1e-12", () => {
    expect(worstError("logBetaLower", (x, a, b) => logRegularizedBeta(x!, 1 - x!, a!, b!), "log")).toBeLessThan(1e-12);
  });
});
