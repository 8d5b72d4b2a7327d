import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { ridgeLearner } from "./base-learner.ts";
import { fitCausalForest } from "./causal-forest.ts";
import { crossFitUplift } from "./meta-learners.ts";
import type { UpliftData } from "./uplift-data.ts";

/** Uplift max(0, x₀) in a test with half treated; x₁ moves everybody. */
function simulated(seed: number, n: number): UpliftData & { truth: Float64Array } {
  const rng = createRng(seed);
  const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1));
  const treated = Uint8Array.from({ length: n }, () => rng.integer(2));
  const truth = columns[0]!.map((value) => 2 * Math.max(0, value));
  const outcome = columns[1]!.map((value, i) => value + treated[i]! * truth[i]! + 0.5 * rng.normal());
  return { columns, treated, outcome, truth };
}

function forestOf(data: UpliftData, pairs: number) {
  const nuisance = crossFitUplift(data, { learner: "r", base: ridgeLearner, propensity: 0.5, rng: createRng(1) });
  return fitCausalForest(data, nuisance, { pairs, rng: createRng(2) });
}

describe("fitCausalForest", () => {
  const train = simulated(1, 2000);
  const test = simulated(2, 300);
  const { effect, standardError } = forestOf(train, 150).predict(test.columns, 300);

  it("finds an uplift with a kink", () => {
    const error = Math.sqrt(effect.reduce((sum, value, i) => sum + (value - test.truth[i]!) ** 2, 0) / 300);
    // The uplift's own standard deviation is 0.65.
    expect(error).toBeLessThan(0.2);
  });

  it("has intervals that cover most of the true uplifts and are not endless", () => {
    const covered = effect.filter((value, i) => Math.abs(value - test.truth[i]!) <= 1.96 * standardError[i]!).length;
    expect(covered / 300).toBeGreaterThan(0.8);
    expect(standardError.reduce((sum, value) => sum + value, 0) / 300).toBeLessThan(0.3);
  });

  it("is the same again for the same seed", () => {
    expect(forestOf(train, 5).predict(test.columns, 10)).toEqual(forestOf(train, 5).predict(test.columns, 10));
  });
});
