import { describe, expect, it } from "vitest";
import { gaussLegendre, integrate } from "./gauss-legendre.ts";

describe("gaussLegendre", () => {
  it("gaussLegendre(3) has the nodes ±√(3/5) and 0 with weights 5/9 and 8/9", () => {
    const { nodes, weights } = gaussLegendre(3);
    expect(nodes[2]).toBeCloseTo(Math.sqrt(0.6), 15);
    expect(nodes[1]).toBeCloseTo(0, 15);
    expect(weights[0]).toBeCloseTo(5 / 9, 15);
    expect(weights[1]).toBeCloseTo(8 / 9, 15);
  });

  it("integrate(f, a, b) integrates e^x and a polynomial of degree 9 with five nodes", () => {
    expect(integrate(Math.exp, 0, 1, 20)).toBeCloseTo(Math.E - 1, 14);
    expect(integrate((x) => x ** 9, 0, 2, 5)).toBeCloseTo(102.4, 11);
  });
});
