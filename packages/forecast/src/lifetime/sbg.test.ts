import { describe, expect, it } from "vitest";
import { relativeError } from "../reference.suite.ts";
import { expectedSurvivals } from "./expected-survivals.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import type { PurchaseHistories } from "./purchase-history.ts";
import { sbg } from "./sbg.ts";

/** From how many of 1,000 were left after 0, 1, … 7 renewals. */
function contracts(left: readonly number[]): PurchaseHistories {
  const renewals = Float64Array.from(left.keys());
  return {
    repeatPurchases: renewals,
    timeOfLastPurchase: renewals,
    observedFor: new Float64Array(left.length).fill(left.length - 1),
    customers: Float64Array.from(left, (count, i) => count - (left[i + 1] ?? 0)),
  };
}

describe("sbg [Fader & Hardie 2007]", () => {
  it("has alpha 0.704 and beta 1.182 on the regular customers, log-likelihood -1680.2652", () => {
    const fit = fitPurchaseModel(sbg, contracts([1000, 631, 468, 382, 326, 289, 262, 241]));
    expect(relativeError(fit.parameters.alpha!, 0.7040773)).toBeLessThan(1e-4);
    expect(relativeError(fit.parameters.beta!, 1.182043)).toBeLessThan(1e-4);
    expect(Math.abs(fit.logLikelihood - -1680.265188463286)).toBeLessThan(1e-4);
  });

  it("has alpha 0.668 and beta 3.806 on the high-end customers, log-likelihood -1611.1581", () => {
    const fit = fitPurchaseModel(sbg, contracts([1000, 869, 743, 653, 593, 551, 517, 491]));
    expect(relativeError(fit.parameters.alpha!, 0.6680884)).toBeLessThan(1e-4);
    expect(relativeError(fit.parameters.beta!, 3.8060954)).toBeLessThan(1e-4);
    expect(Math.abs(fit.logLikelihood - -1611.1581473911551)).toBeLessThan(1e-4);
  });

  it("knows who has left: with fewer renewals than chances", () => {
    const parameters = Float64Array.of(0.7, 1.2);
    expect(sbg.probabilityAlive(parameters, { repeatPurchases: 2, timeOfLastPurchase: 2, observedFor: 7 })).toBe(0);
    expect(sbg.probabilityAlive(parameters, { repeatPurchases: 7, timeOfLastPurchase: 7, observedFor: 7 })).toBe(1);
  });
});

describe("expectedSurvivals", () => {
  it("is r/(1 + d - r) where everybody stays with r = 0.8 and money is discounted by d = 0.1", () => {
    const everybody = { stop: 0.2e12, stay: 0.8e12 };
    expect(expectedSurvivals(everybody, Infinity, Math.log(1.1))).toBeCloseTo(2.6666666666666665, 9);
  });

  it("is nothing within no time, and does not count a part of a period", () => {
    expect(expectedSurvivals({ stop: 1, stay: 3 }, 0, 0)).toBe(0);
    expect(expectedSurvivals({ stop: 1, stay: 3 }, 1.9, 0)).toBe(0.75);
  });
});
