import { normalUpperQuantile } from "@attune/math/distribution/normal";
import type { Lift } from "@attune/model/report";
import { describe, expect, it } from "vitest";
import { expectClose, expectPublished } from "../reference.suite.ts";
import { type ArmEstimate, meanArm, proportionArm, ratioArm } from "./arm-estimate.ts";
import { deltaLift } from "./delta-lift.ts";
import { fiellerLiftAt } from "./fieller.ts";
import { testGreater } from "./one-sided.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import { type TestedEffect, welch } from "./welch.ts";

const mean = (n: number, sum: number, sumSquares: number) => meanArm({ n, sum, sumSquares }) as ArmEstimate;
const share = (successes: number, n: number) => proportionArm({ n, successes }) as ArmEstimate;
const pairOf = (control: ArmEstimate, treated: ArmEstimate) => independentPair(treated, control) as PairEstimate;

const case1 = pairOf(mean(3407, 1396.87, 52377.9767), mean(3461, 2422.7, 134698.29));
const case4 = pairOf(mean(3000, 1396.87, 52377.9767), mean(3461, 2422.7, 134698.29));

describe("deltaLift", () => {
  it("deltaLift(pair) reproduces GrowthBook's relative t-test (anchor 1)", () => {
    const lift = deltaLift(case1) as TestedEffect;
    expectClose(lift.estimate, 0.7073170731707317);
    expectClose(lift.standardError, 0.3787943616681428);
    expectClose(case1.degreesOfFreedom, 5841.742032093565);
    expectClose(lift.pValue, 0.0619118274561836);
    expectClose(lift.interval[0], -0.03526008906611777);
    expectClose(lift.interval[1], 1.449894235407581);
  });

  it("deltaLift(pair) reproduces GrowthBook's proportions (anchor 3)", () => {
    const lift = deltaLift(pairOf(share(14, 28), share(16, 30))) as TestedEffect;
    expectPublished(lift.estimate, 0.06667, 5);
    expectPublished(lift.standardError, 0.2717, 5);
    expectPublished(lift.pValue, 0.80707, 5);
    expectPublished(lift.interval[0], -0.47767, 5);
    expectPublished(lift.interval[1], 0.61101, 5);
  });

  it("testGreater(deltaLift(pair)) reproduces GrowthBook's one-sided test (anchor 4)", () => {
    const lift = deltaLift(case4) as TestedEffect;
    const greater = testGreater(lift, case4.degreesOfFreedom);
    expectClose(lift.estimate, 0.5033610858562358);
    expectClose(lift.standardError, 0.3334122146400735);
    expectClose(greater.lower, -0.045136675850396046);
    expectClose(greater.pValue, 0.06558262868467746);
    // The absolute twin in the same file: lower 0.02079, p 0.03554.
    const absolute = testGreater(welch(case4), case4.degreesOfFreedom);
    expectPublished(absolute.lower, 0.02079, 5);
    expectPublished(absolute.pValue, 0.03554, 5);
  });

  it("deltaLift(pair) reproduces PostHog's mean (anchor 5) and proportion (anchor 6)", () => {
    const money = deltaLift(pairOf(mean(2507, 1196.87, 37377.9767), mean(2461, 1922.7, 94698.29))) as TestedEffect;
    expectClose(money.estimate, 0.6364670496854374);
    expectClose(money.standardError, 0.3692930234509435);
    expectClose(money.pValue, 0.08487808030253911);
    expectClose(money.interval[0], -0.08754744791751568);
    expectClose(money.interval[1], 1.3604815472883907);
    const rate = deltaLift(pairOf(share(87, 1529), share(62, 1471))) as TestedEffect;
    expectClose(rate.estimate, -0.2592575228361347);
    expectClose(rate.standardError, 0.12010415346433505);
    expectClose(rate.pValue, 0.03096072893888977);
    expectClose(rate.interval[0], -0.49475342160153, 1e-12);
    expectClose(rate.interval[1], -0.023761624070739, 1e-11);
  });

  it("deltaLift(pair) reproduces PostHog's ratio metric (anchor 7)", () => {
    const ratio = (n: number, m: number, mm: number, d: number) =>
      ratioArm({
        n,
        numeratorSum: m,
        numeratorSumSquares: mm,
        denominatorSum: d,
        denominatorSumSquares: d,
        crossSum: m,
      }) as ArmEstimate;
    const control = ratio(1966, 94605.79858780127, 10463129.505392816, 936);
    const treated = ratio(2034, 99673.9364269569, 11298745.182728939, 947);
    expectClose(control.value, 101.07457114081332);
    expectClose(treated.value, 105.25230879298512);
    const lift = deltaLift(pairOf(control, treated)) as TestedEffect;
    expectClose(lift.estimate, 0.041333221650295515);
    expectClose(lift.standardError, 0.014050631576458663);
    expectClose(lift.pValue, 0.0032826732160770727);
    expectClose(lift.interval[0], 0.013786092524817876);
    expectClose(lift.interval[1], 0.06888035077577315);
  });

  it("fiellerLiftAt(pair, z) changes the decision of anchor 14: it excludes 0 where the delta method does not", () => {
    const lift = fiellerLiftAt(case1, normalUpperQuantile(0.025)) as Lift;
    expectClose(lift.interval[0], 0.0941694631473764);
    expectClose(lift.interval[1], 1.7084033688689781);
    expect((deltaLift(case1) as TestedEffect).interval[0]).toBeLessThan(0);
  });

  it("deltaLift(pair) is undetermined where the control is zero", () => {
    expect(deltaLift(pairOf(share(0, 30), share(3, 30)))).toMatchObject({
      undetermined: { code: "control-not-positive" },
    });
  });
});
