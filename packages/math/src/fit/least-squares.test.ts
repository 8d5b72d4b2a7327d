import { describe, expect, it } from "vitest";
import { clusteredCovariance, coefficientCovariance, standardErrorOf } from "./coefficient-covariance.ts";
import { referenceColumns as columns, fitReference as reference, worstDifference } from "./fit.suite.ts";
import { leastSquares } from "./least-squares.ts";

const outcome = Float64Array.from(reference.y);

describe("leastSquares", () => {
  it("agrees with statsmodels' OLS and WLS", () => {
    expect(worstDifference(leastSquares({ columns, outcome }).coefficients, reference.ols.coef)).toBeLessThan(1e-11);
    const weights = Float64Array.from(reference.w);
    expect(worstDifference(leastSquares({ columns, outcome, weights }).coefficients, reference.wls)).toBeLessThan(
      1e-11,
    );
  });

  it("sets a column aside that is the sum of others, and a constant one beside the constant, and names both", () => {
    const sum = columns[1]!.map((value, i) => value + 3 * columns[3]![i]!);
    const fit = leastSquares({ columns: [...columns, sum, new Float64Array(outcome.length).fill(7)], outcome });
    expect(fit.aliased).toEqual([4, 5]);
    expect(worstDifference(fit.coefficients, [...reference.ols.coef, 0, 0])).toBeLessThan(1e-11);
  });

  it("keeps a year beside the constant, though both are nearly parallel", () => {
    const years = Float64Array.from({ length: 20 }, (_, i) => 2003 + (i % 5));
    const fit = leastSquares({
      columns: [new Float64Array(20).fill(1), years],
      outcome: years.map((y) => 3 * y - 6000),
    });
    expect(fit.aliased).toEqual([]);
    expect(worstDifference(fit.coefficients, [-6000, 3])).toBeLessThan(1e-9);
  });
});

describe("coefficientCovariance", () => {
  const fit = leastSquares({ columns, outcome });
  it.each(["classical", "hc0", "hc1", "hc2", "hc3"] as const)("%s standard errors agree with statsmodels", (kind) => {
    const covariance = coefficientCovariance(fit, columns, kind);
    const errors = columns.map((_, j) => standardErrorOf(fit, covariance, j)!);
    expect(worstDifference(errors, reference.ols[kind])).toBeLessThan(1e-11);
  });

  it("clustered standard errors agree with statsmodels", () => {
    const covariance = clusteredCovariance(fit, columns, Int32Array.from(reference.cluster), 9);
    const errors = columns.map((_, j) => standardErrorOf(fit, covariance, j)!);
    expect(worstDifference(errors, reference.ols.clustered)).toBeLessThan(1e-11);
  });
});
