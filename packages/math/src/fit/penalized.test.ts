import { describe, expect, it } from "vitest";
import { createRng } from "../rng.ts";
import { fitReference as reference, referenceColumns, worstDifference } from "./fit.suite.ts";
import { splitFold, stratifiedFolds } from "./folds.ts";
import { fitIsotonic, predictIsotonic } from "./isotonic.ts";
import { fitLasso } from "./lasso.ts";
import { fitPlatt } from "./platt.ts";
import { fitRidge, predictPenalized } from "./ridge.ts";

const columns = referenceColumns.slice(1);
const outcome = Float64Array.from(reference.y);

describe("fitRidge", () => {
  it("agrees with scikit-learn's Ridge, with and without weights", () => {
    const fit = fitRidge(columns, outcome, 3);
    expect(
      worstDifference([fit.intercept, ...fit.coefficients], [reference.ridge.intercept, ...reference.ridge.coef]),
    ).toBeLessThan(1e-10);
    const weighted = fitRidge(columns, outcome, 3, Float64Array.from(reference.w));
    const { intercept, coef } = reference.ridgeWeighted;
    expect(worstDifference([weighted.intercept, ...weighted.coefficients], [intercept, ...coef])).toBeLessThan(1e-10);
    expect(
      predictPenalized(
        weighted,
        columns.map((column) => column.subarray(0, 1)),
        1,
      )[0],
    ).toBeCloseTo(intercept + coef.reduce((sum, beta, j) => sum + beta * columns[j]![0]!, 0), 10);
  });
});

describe("fitLasso", () => {
  it("agrees with scikit-learn's Lasso at its optimum", () => {
    const fit = fitLasso(columns, outcome, 0.4);
    expect(
      worstDifference([fit.intercept, ...fit.coefficients], [reference.lasso.intercept, ...reference.lasso.coef]),
    ).toBeLessThan(1e-5);
  });

  it("is the mean alone under a penalty above every slope", () => {
    const fit = fitLasso(columns, outcome, 1e6);
    expect([...fit.coefficients]).toEqual([0, 0, 0]);
  });
});

describe("fitIsotonic", () => {
  it("agrees with scikit-learn's IsotonicRegression between and beyond the knots", () => {
    const fit = fitIsotonic(columns[0]!, Float64Array.from(reference.b));
    const values = reference.isotonic.at.map((score) => predictIsotonic(fit, score));
    expect(worstDifference(values, reference.isotonic.value)).toBeLessThan(1e-12);
  });
});

describe("fitPlatt", () => {
  it("finds the point where its gradient with the smoothed targets is zero, also for separated scores", () => {
    for (const scores of [columns[0]!, Float64Array.from(reference.b)]) {
      const { slope, intercept } = fitPlatt(scores, reference.b);
      const positives = reference.b.filter((value) => value === 1).length;
      const rest = reference.b.map((value, i) => {
        const target = value === 1 ? (positives + 1) / (positives + 2) : 1 / (reference.b.length - positives + 2);
        return target - 1 / (1 + Math.exp(-(slope * scores[i]! + intercept)));
      });
      expect(Math.abs(rest.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-6);
      expect(Math.abs(rest.reduce((sum, value, i) => sum + value * scores[i]!, 0))).toBeLessThan(1e-6);
    }
  });
});

describe("stratifiedFolds", () => {
  it("spreads each stratum evenly and is determined by the seed", () => {
    const strata = Int32Array.from({ length: 103 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    const folds = stratifiedFolds(strata, 5, createRng(3));
    expect([...folds]).toEqual([...stratifiedFolds(strata, 5, createRng(3))]);
    for (let fold = 0; fold < 5; fold++) {
      const { inside, outside } = splitFold(folds, fold);
      expect(inside.length + outside.length).toBe(103);
      const rare = [...inside].filter((i) => strata[i] === 1).length;
      expect(rare === 2 || rare === 3).toBe(true);
    }
  });
});
