import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { betaThompson } from "./beta-thompson.ts";
import { epsilonGreedy } from "./epsilon-greedy.ts";
import type { BanditPolicy } from "./policy.ts";
import { simulateRegret } from "./simulate-regret.ts";
import { topTwo } from "./top-two.ts";
import { ucb1 } from "./ucb1.ts";

/** One good arm among ten, as in the sanity table of the project's reference numbers (T = 10,000; random play loses 900). */
const oneGoodArm = [0.5, ...new Array<number>(9).fill(0.4)];
const clickRates = [0.05, 0.04, 0.03, 0.03, 0.02];
const rounds = 10_000;

function meanRegret(policy: BanditPolicy, rates: number[], runs: number, delayRounds = 0): Float64Array {
  const mean = new Float64Array(rounds);
  for (let run = 0; run < runs; run++) {
    const regret = simulateRegret(policy, { rates, rounds, delayRounds }, createRng(`regret/${run}`));
    for (let round = 0; round < rounds; round++) mean[round]! += regret[round]! / runs;
  }
  return mean;
}

describe("regret of Bernoulli bandits", { timeout: 300_000 }, () => {
  const thompson = meanRegret(betaThompson(), oneGoodArm, 30);
  const optimistic = meanRegret(ucb1(), oneGoodArm, 10);

  it("Thompson sampling loses less than 0.35 of what UCB1 loses and less than 0.25 of random play, one good arm among ten", () => {
    expect(thompson.at(-1)).toBeLessThan(0.35 * optimistic.at(-1)!);
    expect(thompson.at(-1)).toBeLessThan(0.25 * 900);
  });

  it("UCB1 comes near the reference 597 ± 9 (100 runs), Thompson near 167.6 ± 9.7", () => {
    expect(Math.abs(optimistic.at(-1)! - 597)).toBeLessThan(40);
    // The spread of one run is about 50, so the mean of 30 lies within 4 · 50 / √30 of the truth.
    expect(Math.abs(thompson.at(-1)! - 167.6)).toBeLessThan(9.7 + (4 * 50) / Math.sqrt(30));
  });

  it("the curve of regret is concave: each quarter of the rounds loses less than the one before", () => {
    const quarters = [0.25, 0.5, 0.75, 1].map((share) => thompson[share * rounds - 1]!);
    const losses = quarters.map((value, i) => value - (quarters[i - 1] ?? 0));
    for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThan(losses[i - 1]!);
  });

  it("at click rates of a few percent Thompson comes near the reference 45.9 ± 3.7, and random play loses 160", () => {
    const regret = meanRegret(betaThompson(), clickRates, 30);
    expect(Math.abs(regret.at(-1)! - 45.9)).toBeLessThan(3.7 + (4 * 19) / Math.sqrt(30));
  });

  it("rewards that come 1,000 rounds late cost Thompson sampling little: reference 249 against 168", () => {
    const late = meanRegret(betaThompson(), oneGoodArm, 20, 1_000).at(-1)!;
    expect(late).toBeGreaterThan(thompson.at(-1)!);
    expect(late).toBeLessThan(330);
  });

  it("epsilon-greedy with a tenth of exploration stays between Thompson sampling and UCB1", () => {
    const greedy = meanRegret(epsilonGreedy(0.1), oneGoodArm, 30).at(-1)!;
    // Reference 237 ± 40.
    expect(greedy).toBeGreaterThan(150);
    expect(greedy).toBeLessThan(330);
  });

  it("top-two Thompson leaves its share to the second best, and still loses less than 3,000 rounds of random play (270), mean of 20 runs", () => {
    const runs = 20;
    let sum = 0;
    for (let run = 0; run < runs; run++) {
      sum += simulateRegret(
        topTwo(betaThompson()),
        { rates: oneGoodArm, rounds: 3_000, delayRounds: 0 },
        createRng(run),
      ).at(-1)!;
    }
    expect(sum / runs).toBeLessThan(0.8 * 270);
  });
});
