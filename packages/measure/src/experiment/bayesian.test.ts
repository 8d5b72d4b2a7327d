import { describe, expect, it } from "vitest";
import { expectClose, expectPublished } from "../reference.suite.ts";
import { type ArmEstimate, meanArm, proportionArm } from "./arm-estimate.ts";
import { expectedParts, normalPosterior } from "./bayesian.ts";
import { betaPosterior, expectedLossOfShare, probabilityBeats } from "./beta-binomial.ts";
import { deltaLift } from "./delta-lift.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import type { TestedEffect } from "./welch.ts";

const liftOf = (treated: ArmEstimate, control: ArmEstimate) =>
  deltaLift(independentPair(treated, control) as PairEstimate) as TestedEffect;

describe("normalPosterior", () => {
  it("normalPosterior(lift) with a flat prior reproduces GrowthBook's proportions (anchor 28)", () => {
    const share = (successes: number) => proportionArm({ n: 100, successes }) as ArmEstimate;
    const posterior = normalPosterior(liftOf(share(51), share(49)));
    expectPublished(posterior.estimate, 0.04082, 5);
    expectPublished(posterior.standardDeviation, 0.14725, 5);
    expectClose(posterior.probabilityBeats, 0.6091813095808981);
    expectClose(posterior.expectedLossOfControl, 0.08139584915516311);
    expectClose(posterior.expectedLoss, 0.04057952262455082);
    expectPublished(posterior.interval[0], -0.24779, 5);
    expectPublished(posterior.interval[1], 0.32943, 5);
  });

  it("normalPosterior(lift, prior) reproduces GrowthBook's means (anchor 29)", () => {
    const lift = liftOf(
      meanArm({ n: 10, sum: 105, sumSquares: 1111.5 }) as ArmEstimate,
      meanArm({ n: 10, sum: 100, sumSquares: 1002.25 }) as ArmEstimate,
    );
    const flat = normalPosterior(lift);
    expectPublished(flat.probabilityBeats, 0.91923, 5);
    expectPublished(flat.expectedLossOfControl, 0.05131, 5);
    expectPublished(flat.expectedLoss, 0.00131, 5);
    const informed = normalPosterior(lift, { mean: 0.1, variance: 0.1 });
    expectPublished(informed.estimate, 0.05063, 5);
    expectPublished(informed.probabilityBeats, 0.92315, 5);
  });

  it("expectedParts(μ, σ) gives anchor 30, and exactly (μ, 0) when nothing is uncertain", () => {
    const parts = expectedParts(0.1, 0.05);
    expectClose(parts.positive, 0.10042453513084149);
    expectClose(parts.negative, 0.0004245351308414841);
    expect(expectedParts(0.01, 4.5e-9)).toEqual({ positive: 0.01, negative: 0 });
  });
});

describe("probabilityBeats", () => {
  it("probabilityBeats(B, A) gives Evan Miller's closed form (anchor 31)", () => {
    expectClose(probabilityBeats({ a: 52, b: 50 }, { a: 50, b: 52 }), 0.6107705226877711);
    expectClose(probabilityBeats({ a: 121, b: 881 }, { a: 101, b: 901 }), 0.9231834389724246);
  });

  it("probabilityBeats is exact for small counts: Beta(1,1) beats Beta(1,2) with 2/3", () => {
    // P(U > V), V with density 2(1 − v): ∫ (1 − v)·2(1 − v) dv = 2/3.
    expectClose(probabilityBeats({ a: 1, b: 1 }, { a: 1, b: 2 }), 2 / 3, 1e-10);
    expectClose(probabilityBeats({ a: 1, b: 2 }, { a: 1, b: 1 }), 1 / 3, 1e-10);
  });

  it("expectedLossOfShare less its mirror is the difference of the means", () => {
    const t = betaPosterior({ n: 1000, successes: 52 });
    const c = betaPosterior({ n: 900, successes: 40 });
    const difference = expectedLossOfShare(c, t) - expectedLossOfShare(t, c);
    expectClose(difference, 53 / 1002 - 41 / 902, 1e-9);
  });
});
