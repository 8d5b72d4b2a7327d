import { describe, expect, it } from "vitest";
import { type Allocation, assignVariant, inGlobalHoldout, inTacticHoldout, placeOf } from "./assignment.ts";

const people = Array.from({ length: 20_000 }, (_, i) => `person-${i}`);

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

describe("assignVariant", () => {
  const fewer = people.slice(0, 10_000);
  const shares: Allocation = {
    experimentId: "prices",
    variants: [
      { variantId: "control", weight: 0.5 },
      { variantId: "low", weight: 0.3 },
      { variantId: "high", weight: 0.2 },
    ],
    ramp: 1,
  };
  const variantOf = (allocation: Allocation, person: string) => assignVariant(allocation, person)?.variantId ?? "none";

  it("gives every variant its weight: chi-square stays under its 0.9999 quantile", () => {
    const counts = new Map<string, number>();
    for (const person of fewer) counts.set(variantOf(shares, person), (counts.get(variantOf(shares, person)) ?? 0) + 1);
    let chiSquare = 0;
    for (const { variantId, weight } of shares.variants) {
      const expected = fewer.length * weight;
      chiSquare += ((counts.get(variantId) ?? 0) - expected) ** 2 / expected;
    }
    expect(chiSquare).toBeLessThan(18.42); // scipy.stats.chi2.ppf(0.9999, 2)
  });

  it("is independent between experiments: chi-square over 3 × 3 cells stays under its 0.9999 quantile", () => {
    const cells = new Map<string, number>();
    for (const person of fewer) {
      const cell = `${variantOf(shares, person)}/${variantOf({ ...shares, experimentId: "rankings" }, person)}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    let chiSquare = 0;
    for (const a of shares.variants) {
      for (const b of shares.variants) {
        const expected = fewer.length * a.weight * b.weight;
        chiSquare += ((cells.get(`${a.variantId}/${b.variantId}`) ?? 0) - expected) ** 2 / expected;
      }
    }
    expect(chiSquare).toBeLessThan(31.83); // scipy.stats.chi2.ppf(0.9999, 8)
  });

  it("a ramp lets people in and moves nobody who is in", () => {
    for (const person of fewer.slice(0, 2_000)) {
      const early = variantOf({ ...shares, ramp: 0.1 }, person);
      if (early !== "none") expect(variantOf({ ...shares, ramp: 0.6 }, person)).toBe(early);
    }
  });

  it("experiments in parts of a namespace that do not overlap share nobody, and propensities count the part and the ramp", () => {
    const first: Allocation = { ...shares, ramp: 0.5, part: { namespace: "page", from: 0, below: 0.4 } };
    const second: Allocation = { ...shares, experimentId: "other", part: { namespace: "page", from: 0.4, below: 1 } };
    let both = 0;
    for (const person of fewer.slice(0, 2_000)) {
      const [a, b] = [assignVariant(first, person), assignVariant(second, person)];
      if (a !== null && b !== null) both += 1;
      if (a?.variantId === "control") expect(a.propensity).toBeCloseTo(0.5 * 0.4 * 0.5, 12);
    }
    expect(both).toBe(0);
  });

  it("weights that sum to a little less than one leave nobody without a variant, and a weight of 0 gets nobody", () => {
    const third = 1 / 3;
    const variants = ["a", "b", "c", "none-at-all"].map((variantId, i) => ({
      variantId,
      weight: i === 3 ? 0 : third - 1e-6,
    }));
    const given = new Set(fewer.slice(0, 5_000).map((person) => variantOf({ ...shares, variants }, person)));
    expect([...given].sort()).toEqual(["a", "b", "c"]);
  });
});
