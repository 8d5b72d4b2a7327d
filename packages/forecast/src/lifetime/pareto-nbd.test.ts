import { hypergeometric2f1 } from "@attune/math/special/hypergeometric-2f1";
import { beforeAll, describe, expect, it } from "vitest";
import { relativeError } from "../reference.suite.ts";
import { readCdnow } from "./cdnow.suite.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { groupHistories } from "./group-histories.ts";
import { emptyParetoIntegral, paretoIntegral } from "./pareto-integral.ts";
import { paretoNbd } from "./pareto-nbd.ts";
import type { PurchaseHistory } from "./purchase-history.ts";

const cdnow = readCdnow();

const history = (x: number, last: number, end: number): PurchaseHistory => ({
  repeatPurchases: x,
  timeOfLastPurchase: last,
  observedFor: end,
});

const expected = (parameters: Float64Array, customer: PurchaseHistory, time: number) =>
  paretoNbd.probabilityAlive(parameters, customer) * paretoNbd.purchasesIfAlive(parameters, customer, time);

describe.skipIf(cdnow === null)("paretoNbd on CDNOW [Schmittlein, Morrison & Colombo 1987]", () => {
  let fit: ReturnType<typeof fitPurchaseModel>;
  beforeAll(() => {
    fit = fitPurchaseModel(paretoNbd, groupHistories(cdnow!));
  });

  it("has the parameters and the log-likelihood of the reference", () => {
    const reference = { r: 0.55327547, alpha: 10.57761136, s: 0.60621367, beta: 11.66791402 };
    for (const [name, value] of Object.entries(reference)) {
      expect(relativeError(fit.parameters[name]!, value), name).toBeLessThan(1e-4);
    }
    expect(Math.abs(fit.logLikelihood - -9594.973929826861)).toBeLessThan(1e-4);
    expect(fit).toMatchObject({ converged: true, boundary: [] });
  });

  it("has the standard errors of CLVTools", () => {
    const reference = { r: 0.0476286, alpha: 0.8427229, s: 0.187277, beta: 6.2109385 };
    for (const [name, value] of Object.entries(reference)) {
      expect(relativeError(fit.standardErrors[name] as number, value), name).toBeLessThan(1e-3);
    }
  });
});

describe("paretoNbd", () => {
  it("agrees with the walkthrough of BTYD on one customer and on new ones", () => {
    const parameters = Float64Array.of(0.5534, 10.5802, 0.6061, 11.6562);
    const customer = history(26, 30.86, 31);
    expect(paretoNbd.probabilityAlive(parameters, customer)).toBeCloseTo(0.9979177665519064, 12);
    expect(relativeError(expected(parameters, customer, 52), 25.45491351149971)).toBeLessThan(1e-12);
    expect(relativeError(paretoNbd.purchasesOfNewCustomer(parameters, 52), 1.473066991990191)).toBeLessThan(1e-9);
  });

  it("agrees with the manual of BTYD over ten weeks, and on a conditional expectation", () => {
    const parameters = Float64Array.of(0.55, 10.56, 0.61, 11.64);
    const published = [
      0, 0.05077821, 0.09916088, 0.14542507, 0.1897993, 0.23247466, 0.27361274, 0.31335159, 0.35181024, 0.38909211,
    ];
    published.forEach((value, time) => {
      expect(Math.abs(paretoNbd.purchasesOfNewCustomer(parameters, time) - value)).toBeLessThan(5.1e-9);
    });
    expect(relativeError(expected(parameters, history(10, 35, 39), 2), 0.38841172324225176)).toBeLessThan(1e-10);
  });

  it("does not overflow between 132 and 133 purchases, where powers do", () => {
    const parameters = Float64Array.of(0.55, 10.58, 0.61, 11.67);
    expect(relativeError(expected(parameters, history(132, 200, 200), 10), 6.206051788963242)).toBeLessThan(1e-12);
    expect(relativeError(expected(parameters, history(133, 200, 200), 10), 6.252872247574811)).toBeLessThan(1e-12);
  });

  it("has a probability of being alive for the customers that broke other programs", () => {
    const parameters = Float64Array.of(0.5143, 2.8845, 0.2856, 14.1087);
    const customers = [
      history(221, 103.42857, 103.57143),
      history(254, 97.14286, 97.28571),
      history(161, 94.71429, 98),
      history(204, 98.57143, 99.42857),
    ];
    for (const customer of customers) {
      const alive = paretoNbd.probabilityAlive(parameters, customer);
      expect(alive).toBeGreaterThan(0.5);
      expect(alive).toBeLessThan(1);
    }
  });

  it("expects of immortal customers (s → 0) as many purchases as their rate says", () => {
    const parameters = Float64Array.of(2, 10, 1e-9, 1);
    expect(expected(parameters, history(3, 5, 40), 10)).toBeCloseTo((5 / 50) * 10, 6);
  });
});

describe("paretoIntegral", () => {
  it("is the difference of two hypergeometric functions that it stands for", () => {
    // [Fader & Hardie 2005, eq. 18]: s ∫ = s/(r+s+x) · (F(t_x) − F(T)), F(t) = ₂F₁(…)/(α + t)^(r+s+x), for α ≥ β.
    const cases = [
      { k: 2.5, alpha: 10, s: 0.6, beta: 4, from: 30, to: 39 },
      { k: 0.5, alpha: 12, s: 1.4, beta: 11, from: 0, to: 39 },
      { k: 7.2, alpha: 3, s: 0.2, beta: 0.5, from: 2, to: 39 },
    ];
    for (const { k, alpha, s, beta, from, to } of cases) {
      const side = (t: number) =>
        hypergeometric2f1(k + s, s + 1, k + s + 1, (alpha - beta) / (alpha + t)) / (alpha + t) ** (k + s);
      const integral = emptyParetoIntegral();
      paretoIntegral({ k, alpha, s, beta }, from, to, integral);
      expect(relativeError(Math.exp(integral.log), (side(from) - side(to)) / (k + s))).toBeLessThan(1e-11);
    }
  });
});
