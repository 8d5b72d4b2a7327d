import { normalCdf } from "@attune/math/distribution/normal";
import { describe, expect, it } from "vitest";
import { type DrawSums, type PolicySettings, policyFromSums } from "./policy-from-sums.ts";

const settings: PolicySettings = { arms: 2, isShare: true, floor: 0, today: 10, usesContext: false };

function sums(arm: number, draws: number, successes: number, change: Partial<DrawSums> = {}): DrawSums {
  return { arm, context: "", day: 10, draws, reward: successes, rewardSquares: successes, ...change };
}

/** P(Beta(a₂, b₂) > Beta(a₁, b₁)) for whole numbers, in closed form [Miller 2015, Formulas for Bayesian A/B testing, eq. 6]. */
function chanceThatSecondBeats(a1: number, b1: number, a2: number, b2: number): number {
  const logGamma = (n: number) =>
    Array.from({ length: n - 1 }, (_, i) => Math.log(i + 1)).reduce((sum, x) => sum + x, 0);
  const logBeta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b);
  return Array.from({ length: a2 }, (_, i) =>
    Math.exp(logBeta(a1 + i, b1 + b2) - Math.log(b2 + i) - logBeta(1 + i, b2) - logBeta(a1, b1)),
  ).reduce((sum, x) => sum + x, 0);
}

describe("a policy learned from sums", () => {
  it("is nothing until each arm has thirty rewarded draws", () => {
    expect(policyFromSums([sums(0, 29, 3), sums(1, 500, 50)], settings)).toBeNull();
    expect(policyFromSums([sums(0, 30, 3), sums(1, 500, 50)], settings)?.learnedFrom).toBe(530);
  });

  it("draws an arm as often as its share is the greater one", () => {
    const learned = policyFromSums([sums(0, 100, 10), sums(1, 100, 16)], settings);
    expect(learned?.probabilities[1]).toBeCloseTo(chanceThatSecondBeats(11, 91, 17, 85), 3);
  });

  it("mixes the floor in: each arm keeps at least its part of it", () => {
    const learned = policyFromSums([sums(0, 1000, 10), sums(1, 1000, 900)], { ...settings, floor: 0.2 });
    expect(learned?.probabilities[0]).toBeCloseTo(0.1, 6);
    expect(learned?.probabilities[1]).toBeCloseTo(0.9, 6);
  });

  it("counts a reward half after its half-life: two old successes weigh as much as one new", () => {
    const old = policyFromSums([sums(0, 200, 20, { day: 3 }), sums(1, 200, 32, { day: 3 })], {
      ...settings,
      halfLifeDays: 7,
    });
    expect(old?.probabilities[1]).toBeCloseTo(chanceThatSecondBeats(11, 91, 17, 85), 3);
    expect(old?.learnedFrom).toBe(400);
  });

  it("compares means of money by their normal posteriors", () => {
    // 10,000 draws each with variance 4: standard error of the difference √(4/10000 + 4/10000), and a prior that says next to nothing.
    const money = (arm: number, mean: number): DrawSums => ({
      arm,
      context: "",
      day: 10,
      draws: 10_000,
      reward: 10_000 * mean,
      rewardSquares: 10_000 * (4 + mean * mean),
    });
    const learned = policyFromSums([money(0, 5), money(1, 5.03)], { ...settings, isShare: false });
    expect(learned?.probabilities[1]).toBeCloseTo(normalCdf(0.03 / Math.sqrt(8 / 10_000)), 2);
  });

  it("finds a planted interaction, and knows what to do where two known levels meet for the first time", () => {
    const cell = (arm: number, context: string, share: number) => sums(arm, 400, 400 * share, { context });
    const rows = [
      cell(0, "device=phone;visitor=new", 0.1),
      cell(1, "device=phone;visitor=new", 0.3),
      cell(0, "device=desktop;visitor=new", 0.3),
      cell(1, "device=desktop;visitor=new", 0.1),
      cell(0, "device=desktop;visitor=returning", 0.35),
      cell(1, "device=desktop;visitor=returning", 0.15),
    ];
    const { byContext, probabilities } = policyFromSums(rows, { ...settings, usesContext: true })!;
    expect(byContext["device=phone;visitor=new"]?.[1]).toBeGreaterThan(0.99);
    expect(byContext["device=desktop;visitor=new"]?.[0]).toBeGreaterThan(0.99);
    expect(byContext["device=phone;visitor=returning"]?.[1]).toBeGreaterThan(0.95);
    expect(Object.keys(byContext)).toHaveLength(4);
    expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 12);
  });
});
