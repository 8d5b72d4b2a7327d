import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { estimatePolicy, type PolicyEstimate } from "./estimate-policy.ts";
import type { LoggedFeedback, TargetPolicy } from "./logged-feedback.ts";

/** Two actions, logged 3 : 1; action 0 pays 0.2, action 1 pays 0.6. */
function simulatedLog(rounds: number, seed: string): LoggedFeedback {
  const rng = createRng(seed);
  const action = Uint32Array.from({ length: rounds }, () => (rng.uniform() < 0.75 ? 0 : 1));
  return {
    actionCount: 2,
    positionCount: 1,
    action,
    position: new Uint32Array(rounds),
    reward: Float64Array.from(action, (a) => (rng.uniform() < (a === 0 ? 0.2 : 0.6) ? 1 : 0)),
    propensity: Float64Array.from(action, (a) => (a === 0 ? 0.75 : 0.25)),
  };
}

const target: TargetPolicy = { kind: "whole", probability: (_round, action) => (action === 0 ? 0.1 : 0.9) };
/** 0.1 · 0.2 + 0.9 · 0.6. */
const truth = 0.56;

describe("estimatePolicy", { timeout: 120_000 }, () => {
  it("four rounds worked by hand: IPW 3.2 / 4, SNIPW 3.2 / 5.2", () => {
    const log: LoggedFeedback = {
      actionCount: 2,
      positionCount: 1,
      action: Uint32Array.of(0, 1, 1, 0),
      position: new Uint32Array(4),
      reward: Float64Array.of(1, 1, 0, 0),
      propensity: Float64Array.of(0.5, 0.25, 0.5, 0.5),
    };
    const { estimates, diagnostics } = estimatePolicy({
      log,
      target: { kind: "whole", probability: (_, a) => [0.4, 0.6][a]! },
      switchThreshold: 10,
      rng: createRng(1),
    });
    // Weights 0.8, 2.4, 1.2, 0.8: mean 1.3; rewards weigh 3.2; squares sum to 8.48.
    expect(diagnostics.meanWeight).toBeCloseTo(1.3, 12);
    expect(diagnostics.effectiveSampleSize).toBeCloseTo(5.2 ** 2 / 8.48, 12);
    expect((estimates.ipw as PolicyEstimate).value).toBeCloseTo(0.8, 12);
    expect((estimates.snipw as PolicyEstimate).value).toBeCloseTo(3.2 / 5.2, 12);
  });

  it("every estimator recovers the value of the target policy, and 95 % intervals cover it in nine of ten logs at least", () => {
    const covered = { ipw: 0, snipw: 0, dm: 0, dr: 0, sndr: 0, "switch-dr": 0 };
    const logs = 40;
    for (let i = 0; i < logs; i++) {
      const { estimates } = estimatePolicy({
        log: simulatedLog(2_000, `log/${i}`),
        target,
        switchThreshold: 10,
        rng: createRng(i),
      });
      for (const name of Object.keys(covered) as (keyof typeof covered)[]) {
        const { value, interval } = estimates[name] as PolicyEstimate;
        expect(Math.abs(value - truth)).toBeLessThan(0.15);
        if (interval.lower <= truth && truth <= interval.upper) covered[name]++;
      }
    }
    for (const name of ["ipw", "snipw", "dr", "sndr", "switch-dr"] as const)
      expect(covered[name]).toBeGreaterThanOrEqual(0.85 * logs);
  });

  it("with the probabilities of the taken actions alone, what needs a reward model is undetermined", () => {
    const log = simulatedLog(500, "taken");
    const probabilities = Float64Array.from(log.action, (action) => (action === 0 ? 0.1 : 0.9));
    const partial = estimatePolicy({
      log,
      target: { kind: "logged-actions", probabilities },
      switchThreshold: 10,
      rng: createRng(1),
    });
    const whole = estimatePolicy({ log, target, switchThreshold: 10, rng: createRng(1) });
    expect(partial.estimates.ipw).toEqual(whole.estimates.ipw);
    for (const name of ["dm", "dr", "sndr", "switch-dr"] as const) {
      expect(partial.estimates[name]).toMatchObject({ undetermined: { code: "needs-whole-policy" } });
    }
  });

  it("Switch-DR with threshold 0 is the direct method, with an infinite one doubly robust", () => {
    const log = simulatedLog(500, "switch");
    const at = (switchThreshold: number) =>
      estimatePolicy({ log, target, switchThreshold, rng: createRng(1) }).estimates;
    expect((at(0)["switch-dr"] as PolicyEstimate).value).toBeCloseTo((at(0).dm as PolicyEstimate).value, 12);
    const wide = at(Number.POSITIVE_INFINITY);
    expect((wide["switch-dr"] as PolicyEstimate).value).toBeCloseTo((wide.dr as PolicyEstimate).value, 12);
  });
});
