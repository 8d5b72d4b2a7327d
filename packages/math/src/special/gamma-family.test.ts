import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { betaQuadrature } from "../beta-quadrature.ts";
import { digamma } from "./digamma.ts";
import { hypergeometric2f1 } from "./hypergeometric-2f1.ts";

const reference = JSON.parse(
  readFileSync(new URL("../../reference/gamma-family.reference.json", import.meta.url), "utf8"),
) as Record<"digamma" | "hypergeometric2f1" | "besideInteger" | "betaMean", number[][]>;

/** The largest relative error over the rows of mpmath. */
function worst(rows: readonly number[][], compute: (...args: number[]) => number): number {
  return rows.reduce((most, row) => {
    const expected = row.at(-1)!;
    const error = Math.abs(compute(...row.slice(0, -1)) - expected) / Math.max(Math.abs(expected), 1e-300);
    return Number.isNaN(error) ? Infinity : Math.max(most, error);
  }, 0);
}

describe("digamma", () => {
  it("agrees with mpmath to 1e-12", () => {
    expect(worst(reference.digamma, (x) => digamma(x!))).toBeLessThan(1e-12);
  });

  it("is minus Euler's constant at 1, and not defined at 0 and below", () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 15);
    expect(digamma(0)).toBeNaN();
  });
});

describe("hypergeometric2f1", () => {
  it("agrees with mpmath to 1e-12", () => {
    expect(worst(reference.hypergeometric2f1, (a, b, c, z) => hypergeometric2f1(a!, b!, c!, z!))).toBeLessThan(1e-12);
  });

  it("agrees with mpmath to 1e-9 near z = 1 where c − a − b is an integer or next to one", () => {
    expect(worst(reference.besideInteger, (a, b, c, z) => hypergeometric2f1(a!, b!, c!, z!))).toBeLessThan(1e-9);
  });

  it("is the closed forms it contains: a logarithm, a power, a polynomial", () => {
    // [DLMF 15.4.1, 15.4.6]
    expect(hypergeometric2f1(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.LN2, 14);
    expect(hypergeometric2f1(0.7, 3, 3, 0.4)).toBeCloseTo(0.6 ** -0.7, 13);
    expect(hypergeometric2f1(-2, 3, 1.5, 0.25)).toBeCloseTo(1 - 4 * 0.25 + 3.2 * 0.0625, 14);
  });
});

describe("betaQuadrature", () => {
  it("agrees with mpmath to 1e-9 on what lifetime models ask of it", () => {
    const mean = (a: number, b: number, s: number, k: number) => {
      const { nodes, weights } = betaQuadrature(a, b);
      return nodes.reduce((sum, p, i) => sum + weights[i]! * (1 + s * p) ** -k, 0);
    };
    expect(worst(reference.betaMean, (a, b, s, k) => mean(a!, b!, s!, k!))).toBeLessThan(1e-9);
  });

  it("has the moments of the beta distribution", () => {
    const { nodes, weights } = betaQuadrature(2.5, 0.7, 6);
    const moment = (power: number) => nodes.reduce((sum, p, i) => sum + weights[i]! * p ** power, 0);
    expect(moment(0)).toBeCloseTo(1, 14);
    expect(moment(1)).toBeCloseTo(2.5 / 3.2, 14);
    expect(moment(2)).toBeCloseTo((2.5 / 3.2) * (3.5 / 4.2), 14);
  });
});
