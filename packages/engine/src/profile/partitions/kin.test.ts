import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHigher, joinKin, type Kin, rankOf } from "./kin.ts";

const anyKin = fc
  .record({ born: fc.nat(20), size: fc.integer({ min: 1, max: 70 }) })
  .map((kin): Kin => ({ ...kin, unsettled: new Map() }));

const movesTo = (a: Kin, b: Kin) => isHigher(rankOf(b), rankOf(a));

describe("the rank of kin", () => {
  it("makes the smaller move to the larger, and of about equal ones the younger to the older", () => {
    const kin = (size: number, born: number): Kin => ({ size, born, unsettled: new Map() });
    expect(movesTo(kin(3, 1), kin(4, 9))).toBe(true);
    expect(movesTo(kin(4, 9), kin(7, 8))).toBe(true);
    expect(movesTo(kin(7, 8), kin(4, 9))).toBe(false);
  });

  it("never falls when they become one with others", () => {
    fc.assert(
      fc.property(anyKin, anyKin, (a, b) => {
        fc.pre(a.born !== b.born);
        for (const part of [a, b]) expect(movesTo(joinKin(a, b), part)).toBe(false);
        expect(joinKin(a, b)).toEqual(joinKin(b, a));
      }),
    );
  });

  it("orders any two, one way only", () => {
    fc.assert(
      fc.property(anyKin, anyKin, (a, b) => {
        fc.pre(a.born !== b.born);
        expect(movesTo(a, b)).toBe(!movesTo(b, a));
      }),
    );
  });
});
