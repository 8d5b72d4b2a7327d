import type { Lift } from "@attune/model/report";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose, referenceRows, worstOf } from "../reference.suite.ts";
import { type ArmEstimate, meanArm } from "./arm-estimate.ts";
import { fiellerLift } from "./fieller.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import { welch } from "./welch.ts";

const rows = referenceRows("welch");

function pairOf(row: (number | null)[]): PairEstimate {
  const [nt, st, qt, nc, sc, qc] = row as number[];
  return independentPair(
    meanArm({ n: nt!, sum: st!, sumSquares: qt! }) as ArmEstimate,
    meanArm({ n: nc!, sum: sc!, sumSquares: qc! }) as ArmEstimate,
  ) as PairEstimate;
}

describe("welch", () => {
  it("welch(pair) agrees with scipy to 1e-9 on 10,000 random inputs, with p down to 1e-300", () => {
    const estimates = worstOf();
    const logs = worstOf();
    let smallest = 0;
    for (const row of rows) {
      const [difference, se, low, high, logP] = row.slice(6) as number[];
      const effect = welch(pairOf(row));
      // A difference of two means can be known no better than the means; the interval's ends likewise.
      const scale = Math.max(Math.abs(difference!), se!);
      estimates.add(effect.estimate, difference!, scale);
      estimates.add(effect.standardError, se!);
      estimates.add(effect.interval[0], low!, scale);
      estimates.add(effect.interval[1], high!, scale);
      logs.add(effect.logPValue, logP!, Math.max(1, Math.abs(logP!)));
      smallest = Math.min(smallest, effect.logPValue);
    }
    expect(rows.length).toBe(10_000);
    expect(smallest).toBeLessThan(Math.log(1e-200));
    expect(estimates.worst()).toBeLessThan(1e-9);
    expect(logs.worst()).toBeLessThan(1e-9);
  });

  it("welch(pair) gives p = 1.36e-112 for Hillstrom's men's e-mail visits (anchor 77)", () => {
    // Visits: 0.182757 of 21,307 against 0.106167 of 21,306 (anchor 76): 3,894 and 2,262 visits.
    const t = meanArm({ n: 21307, sum: 3894, sumSquares: 3894 }) as ArmEstimate;
    const c = meanArm({ n: 21306, sum: 2262, sumSquares: 2262 }) as ArmEstimate;
    const effect = welch(independentPair(t, c) as PairEstimate);
    expectClose(effect.estimate, 0.07658956365153125);
    expectClose(effect.standardError, 0.0033858878117283653);
    expectClose(effect.pValue, 1.3644511962742905e-112, 1e-8);
    expectClose(effect.logPValue, Math.log(1.3644511962742905e-112), 1e-11);
  });

  it("welch(pair) keeps t under a shift and under a change of unit", () => {
    const base = pairOf(rows[0]!);
    const scaled = { ...base, treated: base.treated * 100, control: base.control * 100 };
    scaled.treatedVariance *= 1e4;
    scaled.controlVariance *= 1e4;
    const shifted = { ...base, treated: base.treated + 5, control: base.control + 5 };
    expectClose(welch(scaled).logPValue, welch(base).logPValue);
    expectClose(welch(shifted).logPValue, welch(base).logPValue, 1e-6);
  });

  it("welch(pair) of clusters and tiny variances does not underflow", () => {
    const tiny = meanArm({ n: 10, sum: 1e-160, sumSquares: 1e-300 }) as ArmEstimate;
    const pair = independentPair(tiny, { ...tiny, value: 0 }) as PairEstimate;
    expect(pair.degreesOfFreedom).toBeCloseTo(18, 9);
  });
});

describe("fiellerLift", () => {
  it("fiellerLift(pair) agrees with the closed form in scipy on 10,000 random inputs", () => {
    const worst = worstOf();
    for (const row of rows) {
      const [low, high] = row.slice(11);
      if (low === null || low === undefined || high === null || high === undefined) continue;
      const lift = fiellerLift(pairOf(row)) as Lift;
      const scale = Math.max(Math.abs(low), Math.abs(high), high - low);
      worst.add(lift.interval[0], low, scale);
      worst.add(lift.interval[1], high, scale);
    }
    expect(worst.worst()).toBeLessThan(1e-9);
  });

  it("fiellerLift(pair) excludes zero exactly when the absolute interval does", () => {
    let disagreements = 0;
    let compared = 0;
    for (const row of rows) {
      const lift = fiellerLift(pairOf(row));
      if (isUndetermined(lift)) continue;
      const absolute = welch(pairOf(row)).interval;
      const [low, high] = lift.interval;
      const excludes = low! > 0 || (high !== null && high < 0);
      compared += 1;
      if (excludes !== (absolute[0] > 0 || absolute[1] < 0)) disagreements += 1;
    }
    expect(compared).toBeGreaterThan(9000);
    expect(disagreements).toBe(0);
  });
});
