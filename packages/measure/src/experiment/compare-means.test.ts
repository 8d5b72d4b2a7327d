import type { Effect, Lift } from "@attune/model/report";
import { describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { compareMeans, compareRatios } from "./compare-means.ts";

const a = { n: 3407, sum: 1396.87, sumSquares: 52377.9767 };
const b = { n: 3461, sum: 2422.7, sumSquares: 134698.29 };

describe("compareMeans", () => {
  it("compareMeans(b, a) reproduces GrowthBook's absolute two-sided t-test (anchor 2)", () => {
    const effect = compareMeans(b, a).effect as Effect;
    expectClose(effect.estimate, 0.29, 1e-12);
    expectClose(effect.standardError, 0.12478363158758794);
    expectClose(effect.pValue, 0.020158402643586978);
    expectClose(effect.interval[0], 0.04537789255929, 1e-12 / 0.045);
    expectClose(effect.interval[1], 0.53462210744071, 1e-12);
  });

  it("compareMeans(b, a) gives Spotify's difference, symmetric under swap (anchor 8)", () => {
    const control = { n: 48351, sum: 1438602, sumSquares: 73305810 };
    const test = { n: 50571, sum: 1521974, sumSquares: 78621210 };
    const effect = compareMeans(test, control).effect as Effect;
    const swapped = compareMeans(control, test).effect as Effect;
    expectClose(effect.estimate, 0.3424821577235555);
    expectClose(effect.pValue, 0.03326387389489058);
    expectClose(effect.interval[0], 0.0271753683677, 1e-10);
    expectClose(effect.interval[1], 0.6577889470794, 1e-12);
    expect(swapped.pValue).toBe(effect.pValue);
  });

  it("compareMeans(b, a) keeps the digits of a p-value of 5.55e-29 (anchor 9)", () => {
    const effect = compareMeans({ n: 1009, sum: 1969, sumSquares: 5767 }, { n: 104, sum: 312, sumSquares: 984 })
      .effect as Effect;
    expectClose(effect.estimate, -1.0485629335976214);
    expectClose(effect.pValue, 5.553362264518896e-29);
    expectClose(effect.interval[0], -1.2059631691194, 1e-12);
    expectClose(effect.interval[1], -0.8911626980758, 1e-12);
  });

  it("compareMeans(b, a) gives Fieller's lift close to the normal one of anchor 14", () => {
    const lift = compareMeans(b, a).lift as Lift;
    expectClose(lift.estimate, 0.7073170731707317);
    // The anchor uses the normal quantile, this one t with 5,841 degrees of freedom.
    expectClose(lift.interval[0], 0.0941694631473764, 2e-3);
    expectClose(lift.interval[1], 1.7084033688689781, 2e-3);
  });

  it("compareMeans(a, b) is undetermined where nothing varies, where there is one unit, where a sum is not finite", () => {
    const zero = { n: 10, sum: 0, sumSquares: 0 };
    expect(compareMeans(zero, zero).effect).toMatchObject({ undetermined: { code: "zero-variance" } });
    expect(compareMeans({ n: 1, sum: 2, sumSquares: 4 }, a).effect).toMatchObject({
      undetermined: { code: "too-few-units" },
    });
    expect(compareMeans({ n: 3, sum: Number.NaN, sumSquares: 4 }, a).lift).toMatchObject({
      undetermined: { code: "not-finite" },
    });
  });

  it("compareMeans(b, zero) has an effect but no lift when the control never converts", () => {
    const { effect, lift } = compareMeans({ n: 100, sum: 10, sumSquares: 10 }, { n: 100, sum: 0, sumSquares: 0 });
    expect((effect as Effect).estimate).toBeCloseTo(0.1, 12);
    expect(lift).toMatchObject({ undetermined: { code: "control-not-positive" } });
  });

  it("compareMeans(zero, a) does not claim a drop of exactly 100 % when no treated unit converted", () => {
    const { lift } = compareMeans({ n: 100, sum: 0, sumSquares: 0 }, { n: 100, sum: 30, sumSquares: 30 });
    expect(lift).toMatchObject({ undetermined: { code: "treated-all-zero" } });
  });

  it("compareMeans(b, a) leaves the lift's upper end open when the control cannot be told from zero", () => {
    // Control 2/100: g = 1.98²·0.000198/0.0004 ≈ 1.9 > 1; treated 30/100 is clear of zero.
    const { lift } = compareMeans({ n: 100, sum: 30, sumSquares: 30 }, { n: 100, sum: 2, sumSquares: 2 });
    const { interval } = lift as Lift;
    expect(interval[1]).toBeNull();
    expect(interval[0]).toBeGreaterThan(0);
    expect(interval[0]).toBeLessThan(14);
  });

  it("compareMeans(b, a) has no lift at all when neither group can be told from zero", () => {
    const { lift } = compareMeans({ n: 100, sum: 1, sumSquares: 1 }, { n: 100, sum: 2, sumSquares: 2 });
    expect(lift).toMatchObject({ undetermined: { code: "control-near-zero" } });
  });
});

describe("compareRatios", () => {
  it("compareRatios(b, a) reproduces PostHog's ratio metric (anchor 7)", () => {
    const control = {
      n: 1966,
      numeratorSum: 94605.79858780127,
      numeratorSumSquares: 10463129.505392816,
      denominatorSum: 936,
      denominatorSumSquares: 936,
      crossSum: 94605.79858780127,
    };
    const treated = {
      n: 2034,
      numeratorSum: 99673.9364269569,
      numeratorSumSquares: 11298745.182728939,
      denominatorSum: 947,
      denominatorSumSquares: 947,
      crossSum: 99673.9364269569,
    };
    const { effect, lift } = compareRatios(treated, control);
    expectClose((effect as Effect).estimate, 105.25230879298512 - 101.07457114081332, 1e-12);
    expectClose((lift as Lift).estimate, 0.041333221650295515);
    // The published interval is the delta method's; Fieller's differs in the third digit at this size.
    expectClose((lift as Lift).interval[0], 0.013786092524817876, 0.05);
    expectClose((lift as Lift).interval[1], 0.06888035077577315, 0.05);
  });

  it("a ratio of a single unit with a denominator has an unknown variance, not none", () => {
    // 1,000 people, one of whom has two orders of 30 in all; against 1,000 people with two orders each by two of them.
    const one = {
      n: 1_000,
      numeratorSum: 30,
      numeratorSumSquares: 900,
      denominatorSum: 2,
      denominatorSumSquares: 4,
      crossSum: 60,
    };
    const two = {
      n: 1_000,
      numeratorSum: 70,
      numeratorSumSquares: 2_900,
      denominatorSum: 4,
      denominatorSumSquares: 8,
      crossSum: 140,
    };
    expect(compareRatios(one, two).effect).toMatchObject({ undetermined: { code: "too-few-units" } });
    expect(compareRatios(two, { ...two, unitsWithDenominator: 1 }).effect).toMatchObject({
      undetermined: { code: "too-few-units" },
    });
  });

  it("units without a denominator change nothing: with one order per buyer the ratio is the buyers' mean", () => {
    // Buyers of 10, 20, 60 and of 5, 15, 25, 35, among 500 and 40 people. By hand: means 30 and 20, variances 700/3 and (500/3)/4.
    const ratio = (n: number, values: number[]) => {
      const sum = values.reduce((total, value) => total + value, 0);
      return {
        n,
        numeratorSum: sum,
        numeratorSumSquares: values.reduce((total, value) => total + value * value, 0),
        denominatorSum: values.length,
        denominatorSumSquares: values.length,
        crossSum: sum,
        unitsWithDenominator: values.length,
      };
    };
    const effect = compareRatios(ratio(500, [10, 20, 60]), ratio(40, [5, 15, 25, 35])).effect as Effect;
    expect(effect.estimate).toBeCloseTo(10, 12);
    expect(effect.standardError).toBeCloseTo(Math.sqrt(700 / 3 + 500 / 12), 10);
    const means = compareMeans({ n: 3, sum: 90, sumSquares: 4_100 }, { n: 4, sum: 80, sumSquares: 2_100 });
    expect(effect.pValue).toBeCloseTo((means.effect as Effect).pValue, 10);
  });

  it("compareRatios(b, a) is undetermined when a denominator is zero", () => {
    const none = {
      n: 10,
      numeratorSum: 0,
      numeratorSumSquares: 0,
      denominatorSum: 0,
      denominatorSumSquares: 0,
      crossSum: 0,
    };
    expect(compareRatios(none, none).effect).toMatchObject({ undetermined: { code: "zero-denominator" } });
  });
});
