import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import { normalCdf } from "@attune/math/distribution/normal";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import {
  type ArmStatistics,
  addReward,
  createArmStatistics,
  createSlidingWindow,
  fadeStatistics,
} from "./arm-statistics.ts";
import { betaThompson } from "./beta-thompson.ts";
import { epsilonGreedy } from "./epsilon-greedy.ts";
import { gaussianThompson } from "./gaussian-thompson.ts";
import { createPendingRewards } from "./pending-rewards.ts";
import { type BanditPolicy, chooseArm, withUniformFloor } from "./policy.ts";
import { topTwo } from "./top-two.ts";
import { ucb1 } from "./ucb1.ts";

function statisticsOf(arms: readonly (readonly [count: number, sum: number])[]): ArmStatistics {
  const statistics = createArmStatistics(arms.length);
  arms.forEach(([count, sum], arm) => {
    statistics.count[arm] = count;
    statistics.sum[arm] = sum;
    statistics.sumOfSquares[arm] = sum;
  });
  return statistics;
}

const arms = statisticsOf([
  [50, 10],
  [40, 10],
  [60, 9],
  [3, 1],
]);
const gaussian = gaussianThompson({ mean: 0, variance: 1, rewardVariance: 1 });
const policies: BanditPolicy[] = [
  betaThompson(),
  gaussian,
  topTwo(betaThompson()),
  topTwo(gaussian, 0.7),
  epsilonGreedy(0.1),
  ucb1(),
  withUniformFloor(betaThompson(), 0.2),
];

describe("probabilities of a bandit policy", () => {
  it.each(policies)("$name: they sum to one and match how often the arms are drawn (chi-square)", (policy) => {
    const expected = policy.probabilities(arms);
    expect(expected.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
    const rng = createRng(policy.name);
    const draws = 20_000;
    const counts = new Float64Array(expected.length);
    for (let i = 0; i < draws; i++) counts[policy.draw(arms, rng)]!++;
    let chiSquare = 0;
    let cells = 0;
    expected.forEach((p, arm) => {
      if (p === 0) expect(counts[arm]).toBe(0);
      else {
        chiSquare += (counts[arm]! - draws * p) ** 2 / (draws * p);
        cells++;
      }
    });
    if (cells > 1) expect(chiSquareSurvival(chiSquare, cells - 1)).toBeGreaterThan(1e-4);
  });

  it("of two Gaussian arms the better wins with Φ of its lead over the joint deviation", () => {
    const two = statisticsOf([
      [100, 60],
      [80, 40],
    ]);
    const noise = (60 - 36 + (40 - 20)) / 178;
    const variances = [1 / (1 + 100 / noise), 1 / (1 + 80 / noise)];
    const means = [(variances[0]! * 60) / noise, (variances[1]! * 40) / noise];
    const expected = normalCdf((means[0]! - means[1]!) / Math.sqrt(variances[0]! + variances[1]!));
    expect(gaussian.probabilities(two)[0]).toBeCloseTo(expected, 4);
  });

  it("of two uniform arms each is best half the time; Beta(2, 1) beats Beta(1, 1) with 2/3", () => {
    expect(
      betaThompson().probabilities(
        statisticsOf([
          [0, 0],
          [0, 0],
        ]),
      )[0],
    ).toBeCloseTo(0.5, 6);
    // P(X > Y) = E[X] for uniform Y.
    expect(
      betaThompson().probabilities(
        statisticsOf([
          [1, 1],
          [0, 0],
        ]),
      )[0],
    ).toBeCloseTo(2 / 3, 4);
  });

  it("an arm known to a millionth among arms hardly known is not missed by the grid", () => {
    const p = betaThompson().probabilities(
      statisticsOf([
        [1e8, 6e7],
        [0, 0],
      ]),
    );
    // P(uniform < 0.6).
    expect(p[0]).toBeCloseTo(0.6, 3);
  });

  it("a floor keeps every arm at least at its share", () => {
    const sure = statisticsOf([
      [10_000, 9_000],
      [10_000, 10],
    ]);
    expect(withUniformFloor(betaThompson(), 0.1).probabilities(sure)[1]).toBeCloseTo(0.05, 9);
  });
});

describe("chooseArm", () => {
  it("chooseArm(p) reports the probability that its arm had, and never an arm of probability zero", () => {
    const rng = createRng(1);
    for (let i = 0; i < 1_000; i++) {
      const { arm, propensity } = chooseArm(Float64Array.of(0, 0.25, 0.75, 0), rng);
      expect(propensity).toBe(arm === 1 ? 0.25 : 0.75);
    }
  });
});

describe("statistics of arms", () => {
  it("a sliding window holds the last rewards alone", () => {
    const window = createSlidingWindow(2, 3);
    for (const [arm, reward] of [
      [0, 1],
      [0, 1],
      [1, 0],
      [1, 5],
    ] as const)
      window.add(arm, reward);
    expect([...window.statistics.count]).toEqual([1, 2]);
    expect([...window.statistics.sum]).toEqual([1, 5]);
    expect([...window.statistics.sumOfSquares]).toEqual([1, 25]);
  });

  it("fading by a half leaves means as they are and halves what they weigh", () => {
    const statistics = createArmStatistics(1);
    addReward(statistics, 0, 4);
    addReward(statistics, 0, 2);
    fadeStatistics(statistics, 0.5);
    expect([statistics.count[0], statistics.sum[0], statistics.sumOfSquares[0]]).toEqual([1, 3, 10]);
  });
});

describe("createPendingRewards", () => {
  it("a reward counts once and inside its window; a choice without one is settled when the window has closed", () => {
    const pending = createPendingRewards(1_000);
    pending.add({ decisionId: "a", arm: 0, chosenAt: 0 });
    pending.add({ decisionId: "b", arm: 1, chosenAt: 500 });
    pending.add({ decisionId: "c", arm: 2, chosenAt: 900 });
    expect(pending.reward("b", 1_200)).toBe(1);
    expect(pending.reward("b", 1_201)).toBeNull();
    expect(pending.reward("a", 1_001)).toBeNull();
    expect(pending.settle(1_500)).toEqual([0]);
    expect(pending.reward("unknown", 1_500)).toBeNull();
    expect(pending.settle(2_000)).toEqual([2]);
    expect(pending.size).toBe(0);
  });
});
