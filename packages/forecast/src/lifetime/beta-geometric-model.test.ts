import { beforeAll, describe, expect, it } from "vitest";
import { relativeError } from "../reference.suite.ts";
import { bgNbd, mbgNbd } from "./beta-geometric-model.ts";
import { readCdnow } from "./cdnow.suite.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { groupHistories } from "./group-histories.ts";
import { bgNbdCountProbability } from "./purchase-count.ts";
import type { PurchaseHistory } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

const cdnow = readCdnow();
const paper = Float64Array.of(0.243, 4.414, 0.793, 2.426);
const mle = Float64Array.of(0.24259291, 4.413532, 0.79288595, 2.42575245);

const history = (x: number, last: number, end: number): PurchaseHistory => ({
  repeatPurchases: x,
  timeOfLastPurchase: last,
  observedFor: end,
});

function logLikelihoodOf(model: PurchaseModel, parameters: Float64Array, { ...row }: PurchaseHistory): number {
  const one = (value: number) => Float64Array.of(value);
  const histories = {
    repeatPurchases: one(row.repeatPurchases),
    timeOfLastPurchase: one(row.timeOfLastPurchase),
    observedFor: one(row.observedFor),
    customers: one(1),
  };
  return -model.objective(histories)(parameters.map(Math.log), new Float64Array(4));
}

describe.skipIf(cdnow === null)("bgNbd on CDNOW [Fader, Hardie & Lee 2005]", () => {
  let fit: ReturnType<typeof fitPurchaseModel>;
  beforeAll(() => {
    fit = fitPurchaseModel(bgNbd, groupHistories(cdnow!));
  });

  it("has the published parameters, to four digits more", () => {
    const expected = { r: 0.24259291, alpha: 4.413532, a: 0.79288595, b: 2.42575245 };
    for (const [name, value] of Object.entries(expected)) {
      expect(relativeError(fit.parameters[name]!, value), name).toBeLessThan(1e-4);
    }
    expect(fit).toMatchObject({ converged: true, boundary: [] });
  });

  it("has log-likelihood -9582.42556 there, and -9582.42683 at the rounded parameters of the paper", () => {
    expect(Math.abs(fit.logLikelihood - -9582.42556056736)).toBeLessThan(1e-4);
    const atPaper = -bgNbd.objective(cdnow!)(paper.map(Math.log), new Float64Array(4));
    expect(Math.abs(atPaper - -9582.426831182365)).toBeLessThan(1e-4);
  });

  it("has the standard errors of a numerical Hessian", () => {
    const expected = { r: 0.012557, alpha: 0.378221, a: 0.185718, b: 0.70534 };
    for (const [name, value] of Object.entries(expected)) {
      expect(relativeError(fit.standardErrors[name] as number, value), name).toBeLessThan(1e-3);
    }
  });

  it("gives the same for equal histories put together as for each customer alone", () => {
    const alone = fitPurchaseModel(bgNbd, cdnow!);
    expect(Math.abs(alone.logLikelihood - fit.logLikelihood)).toBeLessThan(1e-8);
    expect(relativeError(alone.parameters.alpha!, fit.parameters.alpha!)).toBeLessThan(1e-6);
  });
});

describe("bgNbd", () => {
  it("expects the purchases of a new customer as Hardie's spreadsheet does", () => {
    const times = [0.1429, 1, 3, 31.8571, 32, 78];
    const expected = [0.0078161, 0.0531847, 0.1506319, 1.0404943, 1.0437372, 1.8579718];
    times.forEach((time, i) => {
      expect(Math.abs(bgNbd.purchasesOfNewCustomer(mle, time) - expected[i]!)).toBeLessThan(2e-7);
    });
  });

  it("expects 1.226 purchases in 39 weeks of the customer with x=2, t_x=30.43, T=38.86", () => {
    const customer = history(2, 30.43, 38.86);
    const alive = bgNbd.probabilityAlive(mle, customer);
    expect(alive).toBeCloseTo(0.72660916, 7);
    expect(alive * bgNbd.purchasesIfAlive(mle, customer, 39)).toBeCloseTo(1.22591048, 7);
  });

  it("counts purchases as R's BTYD does, and the probabilities of all counts sum to 1", () => {
    expect(bgNbdCountProbability(paper, 0, 39)).toBeCloseTo(0.5737864, 7);
    expect(relativeError(bgNbdCountProbability(paper, 10, 2), 1.07869e-7)).toBeLessThan(1e-5);
    const published = [
      0.0019995214, 0.0015170236, 0.001163315, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913, 0.0003467171,
      0.0002769613, 0.000222226,
    ];
    published.forEach((value, i) => {
      expect(Math.abs(bgNbdCountProbability(paper, 11 + i, 30) - value)).toBeLessThan(5.1e-11);
    });
    let sum = 0;
    for (let x = 0; x < 600; x++) sum += bgNbdCountProbability(paper, x, 30);
    expect(sum).toBeCloseTo(1, 9);
  });

  it("has a likelihood that neither underflows nor overflows at 200 purchases [Hardie note 027]", () => {
    const parameters = Float64Array.of(0.25, 4, 0.8, 2.5);
    expect(logLikelihoodOf(bgNbd, parameters, history(0, 0, 40))).toBeCloseTo(-0.59947382, 8);
    expect(logLikelihoodOf(bgNbd, parameters, history(200, 38, 40))).toBeCloseTo(100.79569309, 8);
  });

  it("expects nothing within no time, and is smooth in a through 1, where the published formula divides by 0", () => {
    const customer = history(3, 20, 30);
    const expected = (a: number) => bgNbd.purchasesIfAlive(Float64Array.of(0.5, 6, a, 2), customer, 40);
    expect(bgNbd.purchasesIfAlive(mle, customer, 0)).toBe(0);
    expect(relativeError(expected(1), (expected(0.999999) + expected(1.000001)) / 2)).toBeLessThan(1e-11);
  });

  it("continues its formula where another way of computing takes over, at a = 30", () => {
    const expected = (a: number) => bgNbd.purchasesIfAlive(Float64Array.of(0.5, 6, a, 90), history(3, 20, 30), 40);
    expect(relativeError(expected(30.000001), expected(30))).toBeLessThan(1e-6);
    expect(relativeError((expected(29.999) + expected(30.001)) / 2, expected(30))).toBeLessThan(1e-8);
  });

  it("discounts less the less it discounts, down to the plain expectation", () => {
    const customer = history(3, 20, 30);
    const discounted = (rate: number) => bgNbd.discountedIfAlive(mle, customer, 52, rate);
    expect(discounted(0)).toBe(bgNbd.purchasesIfAlive(mle, customer, 52));
    expect(discounted(1e-9)).toBeCloseTo(discounted(0), 6);
    expect(discounted(0.001)).toBeGreaterThan(discounted(0.002));
  });

  it("discounts as a sum over narrow slices of time does", () => {
    const customer = history(3, 20, 30);
    const slices = 20_000;
    let sum = 0;
    for (let i = 0; i < slices; i++) {
      const from = (52 * i) / slices;
      const to = (52 * (i + 1)) / slices;
      const between = bgNbd.purchasesIfAlive(mle, customer, to) - bgNbd.purchasesIfAlive(mle, customer, from);
      sum += Math.exp((-0.01 * (from + to)) / 2) * between;
    }
    expect(relativeError(bgNbd.discountedIfAlive(mle, customer, 52, 0.01), sum)).toBeLessThan(1e-8);
  });
});

describe.skipIf(cdnow === null)("mbgNbd on CDNOW", () => {
  it("has the parameters of BTYDplus: 0.525, 6.183, 0.891, 1.614", () => {
    const { parameters } = fitPurchaseModel(mbgNbd, groupHistories(cdnow!));
    expect(parameters.r).toBeCloseTo(0.525, 3);
    expect(parameters.alpha).toBeCloseTo(6.183, 3);
    expect(parameters.a).toBeCloseTo(0.891, 3);
    expect(parameters.b).toBeCloseTo(1.614, 3);
  });
});
