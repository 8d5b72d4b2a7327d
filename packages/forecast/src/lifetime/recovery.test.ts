import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { bgNbd, mbgNbd } from "./beta-geometric-model.ts";
import { bgBb } from "./bg-bb.ts";
import { readCdnow } from "./cdnow.suite.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { groupHistories } from "./group-histories.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import { likelihoodRatio, profileInterval } from "./profile-likelihood.ts";
import type { PurchaseModel } from "./purchase-model.ts";
import { sbg } from "./sbg.ts";
import { simulateHistories } from "./simulate-histories.ts";

const rng = createRng("lifetime recovery");

/** 95 % within 3.5 Monte-Carlo standard errors: the bench runs 500 cohorts of 5,000. */
function coversItsTruth(model: PurchaseModel, truth: readonly number[], cohorts: number, size: number): void {
  const parameters = Float64Array.from(truth);
  const draws = rng.fork(model.name);
  let covered = 0;
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const weeks = Float64Array.from({ length: size }, () => 26 + draws.integer(27));
    const histories = groupHistories(simulateHistories(model, parameters, weeks, draws));
    const fit = fitPurchaseModel(model, histories);
    expect(fit.converged).toBe(true);
    const objective = model.objective(histories);
    parameters.forEach((value, i) => {
      if (likelihoodRatio(objective, fit, i, value) <= 3.841458820694124) covered++;
    });
  }
  const trials = cohorts * parameters.length;
  // Intervals of one cohort are dependent: the error is that of the cohorts alone.
  const error = Math.sqrt((0.95 * 0.05) / cohorts);
  expect(covered / trials).toBeGreaterThan(0.95 - 3.5 * error);
}

describe("95 % profile-likelihood intervals", () => {
  it("of bgNbd contain the truth that the cohorts were drawn from", () => {
    coversItsTruth(bgNbd, [0.6, 5, 0.8, 2.5], 20, 1_000);
  });

  it("of mbgNbd contain theirs", () => {
    coversItsTruth(mbgNbd, [0.8, 5, 0.8, 2.5], 20, 1_000);
  });

  it("of paretoNbd contain theirs", () => {
    coversItsTruth(paretoNbd, [0.8, 6, 0.7, 12], 6, 800);
  });

  it("of bgBb contain theirs", () => {
    coversItsTruth(bgBb, [1.2, 3, 0.6, 5], 6, 800);
  });

  it("of sbg contain theirs", () => {
    coversItsTruth(sbg, [0.7, 3], 30, 800);
  });
});

describe("fitPurchaseModel", () => {
  it("converges, or says which parameter is on the boundary, on cohorts of any shape", () => {
    const between = (low: number, high: number) => Math.exp(Math.log(low) + rng.uniform() * Math.log(high / low));
    for (let cohort = 0; cohort < 40; cohort++) {
      const truth = Float64Array.of(between(0.05, 5), between(1, 50), between(0.05, 5), between(0.1, 10));
      const weeks = Float64Array.from({ length: 50 + rng.integer(400) }, () => 1 + rng.integer(60));
      const histories = groupHistories(simulateHistories(bgNbd, truth, weeks, rng));
      const fit = fitPurchaseModel(bgNbd, histories);
      expect(fit.converged || fit.boundary.length > 0).toBe(true);
      // The truth can never be more likely than the maximum.
      const atTruth = -bgNbd.objective(histories)(truth.map(Math.log), new Float64Array(4));
      expect(fit.logLikelihood).toBeGreaterThan(atTruth - 1e-6);
    }
  });
});

const cdnow = readCdnow();

describe.skipIf(cdnow === null)("profileInterval", () => {
  it("ends where the likelihood ratio is the 95 % quantile of chi-squared with one degree of freedom", () => {
    const histories = groupHistories(cdnow!);
    const objective = bgNbd.objective(histories);
    const fit = fitPurchaseModel(bgNbd, histories);
    bgNbd.parameterNames.forEach((name, i) => {
      const [low, high] = profileInterval(objective, fit, i);
      expect(low).toBeLessThan(fit.parameters[name]!);
      expect(high).toBeGreaterThan(fit.parameters[name]!);
      expect(likelihoodRatio(objective, fit, i, low)).toBeCloseTo(3.841458820694124, 4);
      expect(likelihoodRatio(objective, fit, i, high)).toBeCloseTo(3.841458820694124, 4);
    });
  });
});
