import { describe, expect, it } from "vitest";
import { inGlobalHoldout, inTacticHoldout, placeOf } from "./assignment.ts";

const people = Array.from({ length: 200_000 }, (_, i) => `person-${i}`);

describe("placeOf", () => {
  it("placeOf(salt, key) is uniform: chi-square over 100 cells stays under its 0.9999 quantile", () => {
    const cells = new Array<number>(100).fill(0);
    for (const person of people) cells[Math.floor(placeOf("x", person) * 100)]! += 1;
    const expected = people.length / 100;
    const chiSquare = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(161.3); // scipy.stats.chi2.ppf(0.9999, 99)
  });

  it("placeOf(salt, key) is independent between salts: chi-square over 10 × 10 cells stays under its 0.9999 quantile", () => {
    const cells = new Array<number>(100).fill(0);
    for (const person of people) {
      cells[Math.floor(placeOf("a", person) * 10) * 10 + Math.floor(placeOf("b", person) * 10)]! += 1;
    }
    const expected = people.length / 100;
    const chiSquare = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(161.3);
  });

  it("holdouts keep their stated share within four binomial standard errors, and a share of 0 or 1 is exact", () => {
    const share = 0.05;
    const error = 4 * Math.sqrt((share * (1 - share)) / people.length);
    const count = (held: (person: string) => boolean) => people.filter(held).length / people.length;
    expect(Math.abs(count((p) => inGlobalHoldout(p, share)) - share)).toBeLessThan(error);
    expect(Math.abs(count((p) => inTacticHoldout("t", p, share)) - share)).toBeLessThan(error);
    expect(count((p) => inTacticHoldout("t", p, 0))).toBe(0);
    expect(count((p) => inTacticHoldout("t", p, 1))).toBe(1);
  });

  it("raising a holdout's share keeps everyone who was in it", () => {
    const before = people.filter((p) => inTacticHoldout("t", p, 0.05));
    expect(before.every((p) => inTacticHoldout("t", p, 0.2))).toBe(true);
  });
});
