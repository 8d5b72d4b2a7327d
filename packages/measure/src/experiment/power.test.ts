import { describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { type ArmEstimate, meanArm } from "./arm-estimate.ts";
import { deltaLift } from "./delta-lift.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import {
  arcsineEffect,
  arcsineSampleSize,
  detectableStandardErrors,
  furtherUnitsFactor,
  furtherUnitsFactorBayesian,
  furtherUnitsFactorSequential,
  meanSampleSize,
  millerSampleSize,
  minimumDetectableEffect,
  proportionSampleSize,
  tTestPower,
  tTestSampleSize,
} from "./power.ts";
import type { TestedEffect } from "./welch.ts";

const usual = { power: 0.8, alpha: 0.05 };

describe("sample sizes", () => {
  it("millerSampleSize gives Evan Miller's calculator (anchors 33 and 34)", () => {
    expectClose(millerSampleSize(0.2, 0.25, usual), 1030.2192831104599);
    expectClose(millerSampleSize(0.1, 0.12, usual), 3622.616399275711);
    expectClose(millerSampleSize(0.05, 0.06, usual), 7663.00027166803);
    expectClose(millerSampleSize(0.03, 0.033, usual), 51486.456308041954);
  });

  it("proportionSampleSize gives the pooled formula (anchor 35)", () => {
    expectClose(proportionSampleSize(0.2, 0.25, usual), 1093.7390457661654);
    expectClose(proportionSampleSize(0.1, 0.11, usual), 14750.790469044954);
  });

  it("tTestSampleSize and tTestPower are statsmodels' and G*Power's (anchor 36)", () => {
    // statsmodels' own noncentral t is good to 1e-8 of n; solved with scipy's, n is the second number.
    expectClose(tTestSampleSize(0.5, usual), 63.76561058891, 1e-8);
    expectClose(tTestSampleSize(0.5, usual), 63.765610190952216, 1e-11);
    expectClose(tTestSampleSize(0.2, { power: 0.9, alpha: 0.05 }), 526.33318857605, 1e-8);
    expectClose(tTestSampleSize(0.1, usual), 1570.733043052, 1e-8);
    expectClose(tTestPower(0.5, 64, 0.05), 0.8014595579222542);
    expectClose(tTestSampleSize(0.3, usual, 4), 109.39742692773, 3e-8);
  });

  it("arcsineSampleSize gives statsmodels' (anchor 37)", () => {
    const h = arcsineEffect(0.25, 0.2);
    expectClose(h, 0.11990233319498567);
    expectClose(arcsineSampleSize(h, usual), 1091.8961587171943);
  });

  it("detectableStandardErrors squares to Lehr's 16 (anchor 38)", () => {
    expectClose(detectableStandardErrors(usual), 2.8015852181129683);
    expectClose(2 * detectableStandardErrors(usual) ** 2, 15.697759468698177);
  });

  it("meanSampleSize gives Spotify's and G*Power's totals within 0.5 % (anchor 39)", () => {
    const total = (variance: number, effect: number, power: number, alpha: number) =>
      2 * meanSampleSize(Math.sqrt(variance), effect, { power, alpha });
    expectClose(total(100, 0.3, 0.85, 0.05), 39906, 0.005);
    expectClose(total(0.34 * 0.66, 0.003, 0.85, 0.05), 897348, 0.005);
    expectClose(total(0.34 * 0.66, 0.003, 0.85, 0.14), 630710, 0.005);
    expectClose(total(0.34 * 0.66, 0.003, 0.67, 0.14), 366424, 0.005);
    expectClose(total(100, 0.3, 0.8, 0.05), 34883.9, 1e-5);
  });

  it("minimumDetectableEffect gives anchor 40 and undoes meanSampleSize", () => {
    expectClose(minimumDetectableEffect(1, 10_000, usual), 0.03962039811599345);
    expectClose(minimumDetectableEffect(7, meanSampleSize(7, 0.3, usual, 2), usual, 2), 0.3);
  });
});

describe("furtherUnitsFactor", () => {
  const lift = deltaLift(
    independentPair(
      meanArm({ n: 500, sum: 525, sumSquares: 1551.25 }) as ArmEstimate,
      meanArm({ n: 500, sum: 500, sumSquares: 1500 }) as ArmEstimate,
    ) as PairEstimate,
  ) as TestedEffect;
  const soFar = { standardError: lift.standardError, units: 1000, targetEffect: 0.05 };

  // GrowthBook stops its bisection at 1e-5 of power, which leaves about 1e-4 in the factor.
  it("furtherUnitsFactor gives GrowthBook's mid-experiment power (anchor 32)", () => {
    expect(Math.abs(furtherUnitsFactor(soFar, usual) - 25.45703125)).toBeLessThan(2e-3);
  });

  it("furtherUnitsFactorBayesian gives GrowthBook's with a prior of N(0.05, 0.001) (anchor 32)", () => {
    const factor = furtherUnitsFactorBayesian(soFar, { mean: 0.05, variance: 0.001 }, usual);
    expect(Math.abs(factor - 13.9404296875)).toBeLessThan(2e-3);
  });

  it("furtherUnitsFactorSequential gives GrowthBook's under its confidence sequence (anchor 32)", () => {
    expect(Math.abs(furtherUnitsFactorSequential(soFar, usual) - 55.66796875)).toBeLessThan(5e-3);
  });
});
