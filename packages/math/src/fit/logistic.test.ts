import { describe, expect, it } from "vitest";
import { referenceColumns as columns, fitReference as reference, worstDifference } from "./fit.suite.ts";
import { fitLogistic } from "./logistic.ts";

describe("fitLogistic", () => {
  it("agrees with statsmodels' Logit in coefficients, errors and likelihood", () => {
    const fit = fitLogistic(columns, reference.b);
    if (fit.kind !== "fitted") throw new Error("separated");
    expect(worstDifference(fit.coefficients, reference.logit.coef)).toBeLessThan(1e-9);
    const errors = columns.map((_, j) => Math.sqrt(fit.covariance[j * columns.length + j]!));
    expect(worstDifference(errors, reference.logit.se)).toBeLessThan(1e-8);
    expect(fit.logLikelihood).toBeCloseTo(reference.logit.ll, 9);
    const sum = fit.probabilities.reduce((total, p) => total + p, 0);
    expect(sum).toBeCloseTo(
      reference.b.reduce((total, value) => total + value, 0),
      9,
    );
  });

  it("says which column separates the outcomes completely", () => {
    const separating = Float64Array.from(reference.b, (value, i) => value * 2 - 1 + 0.1 * Math.sin(i));
    expect(fitLogistic([...columns, separating], reference.b)).toMatchObject({ kind: "separated", columns: [4] });
  });

  it("sees quasi-complete separation: a group whose members all have the same outcome", () => {
    const group = Float64Array.from(reference.b, (value, i) => (value === 1 && i % 3 === 0 ? 1 : 0));
    const fit = fitLogistic([...columns, group], reference.b);
    expect(fit.kind).toBe("separated");
    if (fit.kind === "separated") expect(fit.columns[0]).toBe(4);
  });

  it("has a finite answer for separated data with a ridge penalty", () => {
    const separating = Float64Array.from(reference.b);
    const fit = fitLogistic([...columns, separating], reference.b, { penalty: 1 });
    expect(fit.kind).toBe("fitted");
  });
});
