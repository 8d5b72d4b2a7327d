import { describe, expect, it } from "vitest";
import { expectClose, expectPublished } from "../reference.suite.ts";
import { type ArmEstimate, meanArm, proportionArm } from "./arm-estimate.ts";
import { confidenceSequence, confidenceSequenceGreater } from "./confidence-sequence.ts";
import { deltaLift } from "./delta-lift.ts";
import { crossingProbability, futilityBounds, groupSequentialBounds } from "./group-sequential.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import { repeatedTest } from "./repeated-test.ts";
import { obrienFlemingSpending, pocockSpending, powerSpending } from "./spending.ts";
import { type TestedEffect, welch } from "./welch.ts";

const equal = (looks: number) => Array.from({ length: looks }, (_, i) => (i + 1) / looks);
const control = meanArm({ n: 3000, sum: 1396.87, sumSquares: 52377.9767 }) as ArmEstimate;
const treated = meanArm({ n: 3461, sum: 2422.7, sumSquares: 134698.29 }) as ArmEstimate;
const pair = independentPair(treated, control) as PairEstimate;

describe("confidenceSequence", () => {
  it("confidenceSequence(lift, N) reproduces GrowthBook's sequential test (anchor 20)", () => {
    const result = confidenceSequence(deltaLift(pair) as TestedEffect, 6461, 0.05, 1000);
    const [low, high] = result.interval as [number, number];
    expectClose((high - low) / 2, 1.0618015909639673);
    expectClose(low, -0.5584405051077315);
    expectClose(high, 1.5651626768202032);
    expect(result.pValue).toBe(1);
  });

  it("confidenceSequence(lift, N) reproduces GrowthBook's proportions (anchor 21)", () => {
    const share = (successes: number, n: number) => proportionArm({ n, successes }) as ArmEstimate;
    const lift = deltaLift(independentPair(share(2422, 3461), share(1396, 3000)) as PairEstimate) as TestedEffect;
    const { interval } = confidenceSequence(lift, 6461);
    expectPublished(lift.estimate, 0.50386, 5);
    expectPublished(lift.standardError, 0.03386, 5);
    expectPublished(interval[0], 0.40098, 5);
    expectPublished(interval[1], 0.60675, 5);
  });

  it("confidenceSequenceGreater(effect, N) reproduces GrowthBook's one-sided test (anchor 22)", () => {
    const effect = welch(pair);
    const result = confidenceSequenceGreater(effect, 6461);
    expectClose(effect.estimate, 0.23437666666666668);
    expectClose(effect.standardError, 0.12983081254184736);
    expectClose(result.interval[0], -0.12656844172804982);
    expectClose(result.pValue, 0.46316491943359384, 1e-3);
  });

  it("confidenceSequence(effect, N) has p = α where the interval touches zero", () => {
    const unit = { estimate: 0, standardError: 1 };
    const half = confidenceSequence(unit, 10_000).interval[1]!;
    expectClose(confidenceSequence({ estimate: half, standardError: 1 }, 10_000).pValue, 0.05, 1e-12);
  });
});

describe("groupSequentialBounds", () => {
  it("groupSequentialBounds(5 looks, O'Brien–Fleming) gives gsDesign's digits (anchor 23)", () => {
    [4.876884948776, 3.357011921575, 2.680280064545, 2.289816767712, 2.03103204331].forEach((z, i) => {
      expect(groupSequentialBounds(equal(5), obrienFlemingSpending)[i]).toBeCloseTo(z, 7);
    });
  });

  it("groupSequentialBounds(5 looks, Pocock) gives gsDesign's digits (anchor 24)", () => {
    [2.43797668805, 2.42681385815, 2.410193840271, 2.396645400649, 2.385984571623].forEach((z, i) => {
      expect(groupSequentialBounds(equal(5), pocockSpending)[i]).toBeCloseTo(z, 7);
    });
  });

  it("groupSequentialBounds(181 looks) gives the exact bounds of Spotify's stream (note to anchor 26)", () => {
    const first = [
      0.0016169976338740648, 0.0057857955498163615, 0.012200379088315757, 0.020199591701142824, 0.02956441064038571,
      0.04047102718841871, 0.052929825413405296, 0.06580092295219643, 0.07878439818310792, 0.09148496950057272,
    ];
    const bounds = groupSequentialBounds(first, powerSpending(2), 0.003333333);
    [
      5.75400023, 5.32150252, 5.0744104, 4.91157514, 4.78535017, 4.67490069, 4.57687095, 4.50210256, 4.43995637,
      4.38909532,
    ].forEach((z, i) => {
      expect(Math.abs(bounds[i]! - z)).toBeLessThan(3e-7);
    });
  });

  it("groupSequentialBounds(200 looks) spends exactly α", () => {
    const times = equal(200);
    const bounds = groupSequentialBounds(times, obrienFlemingSpending);
    expect(Math.abs(crossingProbability(times, bounds) - 0.05)).toBeLessThan(1e-7);
  });

  it("groupSequentialBounds(times) rejects times that do not rise", () => {
    expect(() => groupSequentialBounds([0.5, 0.4], obrienFlemingSpending)).toThrow(/look 2/);
  });
});

describe("repeatedTest", () => {
  it("repeatedTest(looks) has p = α exactly at its boundary, less beyond it, and 1 at no effect", () => {
    for (const looks of [[0.2], [0.2, 0.5], [0.1, 0.3, 0.7, 1]]) {
      const test = repeatedTest(looks, obrienFlemingSpending, 0.05);
      expectClose(test.boundary, groupSequentialBounds(looks, obrienFlemingSpending).at(-1)!);
      expectClose(Math.exp(test.logPValue(test.boundary)), 0.05, 0.01);
      expect(test.logPValue(test.boundary + 1)).toBeLessThan(test.logPValue(test.boundary));
      expect(test.logPValue(0)).toBe(0);
      expect(test.logPValue(60)).toBeLessThan(-1000);
    }
  });
});

describe("crossingProbability", () => {
  it("crossingProbability of peeking five times at 1.96 is Armitage's 0.142 (anchor 25), 0.219 at 14 looks (anchor 27)", () => {
    const naive = (looks: number) =>
      crossingProbability(equal(looks), new Array<number>(looks).fill(1.959963984540054));
    expectPublished(naive(5), 0.142, 3);
    expect(Math.abs(naive(14) - 0.219)).toBeLessThan(0.006);
    expect(Math.abs(naive(100) - 0.38)).toBeLessThan(0.02);
  });

  it("crossingProbability(one look, drift) is the power of a z test: 80 % at a drift of 2.8016 (anchor 38)", () => {
    expect(crossingProbability([1], [1.959963984540054], 2.8015852181129683)).toBeCloseTo(0.8, 5);
  });
});

describe("futilityBounds", () => {
  it("futilityBounds(...) lies below efficacy, rises, and meets it at the last look when the plan has its power", () => {
    const times = equal(4);
    const efficacy = groupSequentialBounds(times, obrienFlemingSpending);
    const bounds = futilityBounds(times, efficacy, obrienFlemingSpending, 2.9, 0.2);
    bounds.forEach((bound, k) => {
      expect(bound).toBeLessThanOrEqual(efficacy[k]!);
      if (k > 0) expect(bound).toBeGreaterThan(bounds[k - 1]!);
    });
    expect(efficacy[3]! - bounds[3]!).toBeLessThan(0.2);
  });
});
