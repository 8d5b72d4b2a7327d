import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ArmEstimate, meanArm } from "./arm-estimate.ts";
import { normalPosterior } from "./bayesian.ts";
import { compareMeans } from "./compare-means.ts";
import { type AdjustedPair, cupedPair } from "./cuped.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import { postStratifiedPair } from "./post-stratification.ts";
import { sampleRatioTest } from "./sample-ratio.ts";
import type { MeanStatistics } from "./sufficient-statistics.ts";
import type { TestResult } from "./two-proportion.ts";
import { type TestedEffect, welch } from "./welch.ts";

const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 30 });

function sums(list: readonly number[]): MeanStatistics {
  return { n: list.length, sum: list.reduce((a, b) => a + b, 0), sumSquares: list.reduce((a, b) => a + b * b, 0) };
}

function test(treated: readonly number[], control: readonly number[]): TestedEffect | null {
  const pair = independentPair(meanArm(sums(treated)) as ArmEstimate, meanArm(sums(control)) as ArmEstimate);
  return "undetermined" in pair || pair.treatedVariance + pair.controlVariance < 1e-6 ? null : welch(pair);
}

const near = (a: number, b: number, tolerance = 1e-6) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

describe("identities of the estimators", () => {
  it("p is the same when the arms change places", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const forward = test(a, b);
        return forward === null || forward.logPValue === test(b, a)!.logPValue;
      }),
    );
  });

  it("t keeps under a shift and a change of unit", () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        (a, b, shift, unit) => {
          const plain = test(a, b);
          if (plain === null) return true;
          const moved = test(
            a.map((v) => unit * v + shift),
            b.map((v) => unit * v + shift),
          );
          return moved === null || near(plain.logPValue, moved.logPValue);
        },
      ),
    );
  });

  it("CUPED with a covariate that explains nothing is the plain comparison", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        // A covariate whose products with y cancel: each value appears with x = 1 and x = −1.
        const twice = (list: readonly number[]) => ({
          n: 2 * list.length,
          sum: 2 * sums(list).sum,
          sumSquares: 2 * sums(list).sumSquares,
          covariateSum: 0,
          covariateSumSquares: 2 * list.length,
          crossSum: 0,
        });
        const plain = test([...a, ...a], [...b, ...b]);
        if (plain === null) return true;
        const { pair, theta } = cupedPair(twice(a), twice(b)) as AdjustedPair;
        return (
          theta === 0 &&
          near(welch(pair).estimate, plain.estimate) &&
          near(welch(pair).standardError, plain.standardError)
        );
      }),
    );
  });

  it("post-stratification with one stratum is the plain comparison", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const plain = test(a, b);
        if (plain === null) return true;
        const pair = postStratifiedPair([{ treated: sums(a), control: sums(b) }]) as PairEstimate;
        return near(welch(pair).estimate, plain.estimate) && near(welch(pair).standardError, plain.standardError);
      }),
    );
  });

  it("a flat prior gives the estimate back, and a sharp one the prior", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (estimate, standardError) => {
          const flat = normalPosterior({ estimate, standardError });
          const sharp = normalPosterior({ estimate, standardError }, { mean: 1, variance: 1e-12 });
          expect(flat.expectedLossOfControl - flat.expectedLoss).toBeCloseTo(estimate, 9);
          return near(flat.estimate, estimate, 1e-12) && near(sharp.estimate, 1, 1e-6);
        },
      ),
    );
  });

  it("sample-ratio p does not depend on the order of the variants", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 6 }), (counts) => {
        const p = (list: number[]) =>
          (
            sampleRatioTest(
              list,
              list.map(() => 1),
            ) as TestResult
          ).logPValue;
        return near(p(counts), p([...counts].reverse()), 1e-9);
      }),
    );
  });

  it("compareMeans never answers with a number that is not finite", () => {
    const wild = fc.record({
      n: fc.integer({ min: 0, max: 1000 }),
      sum: fc.oneof(fc.double(), fc.constant(0)),
      sumSquares: fc.oneof(fc.double(), fc.constant(0)),
    });
    fc.assert(
      fc.property(wild, wild, (a, b) => {
        for (const part of Object.values(compareMeans(a, b))) {
          if ("undetermined" in part) continue;
          for (const value of [part.estimate, ...part.interval])
            if (value !== null) expect(value).toSatisfy(Number.isFinite);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
