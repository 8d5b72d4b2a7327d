import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { beforeAll, describe, expect, it } from "vitest";
import { relativeError } from "../reference.suite.ts";
import { readCdnowSpend } from "./cdnow.suite.ts";
import { expectedSpend, fitGammaGamma } from "./gamma-gamma.ts";
import { spendCorrelation } from "./spend-correlation.ts";

const cdnow = readCdnowSpend();

describe.skipIf(cdnow === null)("fitGammaGamma on CDNOW [Fader & Hardie 2013]", () => {
  let fit: Exclude<ReturnType<typeof fitGammaGamma>, Undetermined>;
  beforeAll(() => {
    const found = fitGammaGamma(cdnow!);
    if (isUndetermined(found)) throw new Error(found.undetermined.reason);
    fit = found;
  });

  it("has the parameters and the log-likelihood of the reference", () => {
    expect(cdnow!.customers.length).toBe(946);
    const reference = { p: 6.24880379, q: 3.74458833, v: 15.44774387 };
    for (const [name, value] of Object.entries(reference)) {
      expect(relativeError(fit.parameters[name]!, value), name).toBeLessThan(1e-4);
    }
    expect(Math.abs(fit.logLikelihood - -4055.923243502859)).toBeLessThan(1e-4);
  });

  it("expects 35.171 per purchase of a customer of whom nothing is known", () => {
    expect(expectedSpend(fit.vector, 0, 0)).toBeCloseTo(35.171, 4);
  });

  it("expects what lifetimes does of the first customers", () => {
    expect(expectedSpend(fit.vector, 2, 22.35)).toBeCloseTo(24.658619, 3);
    expect(expectedSpend(fit.vector, 1, 11.77)).toBeCloseTo(18.911489, 3);
  });

  it("sees the number of purchases correlated with their amount as 0.1139", () => {
    expect(spendCorrelation(cdnow!)).toBeCloseTo(0.11388391048600437, 9);
  });
});

describe("expectedSpend", () => {
  it("gives 24.6637, 18.9169 and 35.2190 at (6.25, 3.74, 15.44)", () => {
    const parameters = Float64Array.of(6.25, 3.74, 15.44);
    expect(expectedSpend(parameters, 2, 22.35)).toBeCloseTo(24.6637, 4);
    expect(expectedSpend(parameters, 1, 11.77)).toBeCloseTo(18.9169, 4);
    expect(expectedSpend(parameters, 0, 0)).toBeCloseTo(35.219, 4);
  });

  it("is infinite where the mean of amounts does not exist", () => {
    expect(expectedSpend(Float64Array.of(2, 0.8, 10), 0, 0)).toBe(Infinity);
  });
});

describe("fitGammaGamma", () => {
  it("is undetermined for fewer than two customers who bought again", () => {
    const nobody = {
      repeatPurchases: new Float64Array(),
      meanSpend: new Float64Array(),
      customers: new Float64Array(),
    };
    expect(fitGammaGamma(nobody)).toMatchObject({ undetermined: { code: "too-few-repeat-purchases" } });
  });
});
