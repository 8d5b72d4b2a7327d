import { drawGamma } from "@attune/math/distribution/draw-gamma";
import { createRng, type Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { relativeError } from "../reference.suite.ts";
import { bgNbd } from "./beta-geometric-model.ts";
import { readCdnow, readCdnowSpend } from "./cdnow.suite.ts";
import type { CustomerHistories } from "./customer-histories.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { expectedSpend, fitGammaGamma } from "./gamma-gamma.ts";
import { groupHistories } from "./group-histories.ts";
import { historyAt } from "./purchase-history.ts";
import { simulateHistories } from "./simulate-histories.ts";
import { sumValues, valueCustomers } from "./value-customers.ts";

const cdnow = readCdnow();
const spend = readCdnowSpend();

describe.skipIf(cdnow === null || spend === null)("value of CDNOW's first customers", () => {
  it("is what lifetimes says, whose months are thirty units long, discounted month by month at 1 %", () => {
    const { vector } = fitPurchaseModel(bgNbd, groupHistories(cdnow!));
    const spendFit = fitGammaGamma(spend!);
    if (isUndetermined(spendFit)) throw new Error("undetermined");
    const published = [140.096211, 18.943467, 38.180574, 38.180574, 38.180574, 1003.868107];
    const meanSpend = [22.35, 11.77, 0, 0, 0, 73.74];
    published.forEach((value, i) => {
      const history = historyAt(cdnow!, i);
      const alive = bgNbd.probabilityAlive(vector, history);
      let discounted = 0;
      for (let month = 1; month <= 12; month++) {
        const upTo = (m: number) => bgNbd.purchasesIfAlive(vector, history, 30 * m);
        discounted += (alive * (upTo(month) - upTo(month - 1))) / 1.01 ** month;
      }
      const amount = expectedSpend(spendFit.vector, history.repeatPurchases, meanSpend[i]!);
      expect(relativeError(discounted * amount, value)).toBeLessThan(1e-3);
    });
  });
});

const truth = Float64Array.of(0.6, 5, 0.8, 2.5);
const [p, q, v] = [6, 4, 15];
const terms = { horizon: 26, discount: 0.002, margin: 0.4 };

/** Customers with amounts that average what gamma-gamma says. */
function customers(size: number, rng: Rng): CustomerHistories {
  const weeks = Float64Array.from({ length: size }, () => 20 + rng.integer(33));
  const histories = simulateHistories(bgNbd, truth, weeks, rng);
  return {
    ...histories,
    ids: Array.from(weeks, (_, i) => String(i)),
    meanSpend: histories.repeatPurchases.map((x) => {
      const nu = drawGamma(q, rng) / v;
      return x === 0 ? 0 : drawGamma(p * x, rng) / (nu * x);
    }),
    spent: null,
    firstDay: null,
  };
}

/** What they then bring, drawn at the true parameters given what each did. */
function future(histories: CustomerHistories, rng: Rng): number {
  let sum = 0;
  histories.ids.forEach((_, i) => {
    const history = historyAt(histories, i);
    if (rng.uniform() >= bgNbd.probabilityAlive(truth, history)) return;
    const x = history.repeatPurchases;
    const nu = drawGamma(p * x + q, rng) / (v + x * histories.meanSpend![i]!);
    for (const time of bgNbd.drawIfAlive(truth, history, terms.horizon, rng))
      sum += (terms.margin * Math.exp(-terms.discount * time) * drawGamma(p, rng)) / nu;
  });
  return sum;
}

function fitted(histories: CustomerHistories) {
  const rows = [...histories.ids.keys()].filter((i) => histories.repeatPurchases[i]! > 0);
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const spendFit = fitGammaGamma({
    repeatPurchases: pick(histories.repeatPurchases),
    meanSpend: pick(histories.meanSpend!),
    customers: pick(histories.customers),
  });
  if (isUndetermined(spendFit)) throw new Error("undetermined");
  return { model: bgNbd, purchaseFit: fitPurchaseModel(bgNbd, groupHistories(histories)), spendFit, histories, terms };
}

describe("sumValues", () => {
  it("has 95 % intervals that hold what customers then bring", () => {
    const rng = createRng("totals");
    const cohorts = 30;
    let held = 0;
    for (let cohort = 0; cohort < cohorts; cohort++) {
      const valuation = fitted(customers(250, rng));
      const rows = [...valuation.histories.ids.keys()];
      const { value, parameterError, chanceError } = sumValues(valuation, valueCustomers(valuation), rows, rng);
      const half = 1.96 * Math.hypot(parameterError!, chanceError);
      if (Math.abs(future(valuation.histories, rng) - value) <= half) held++;
    }
    // 3.5 Monte-Carlo standard errors: intervals half as wide would hold about 67 %.
    expect(held / cohorts).toBeGreaterThan(0.95 - 3.5 * Math.sqrt((0.95 * 0.05) / cohorts));
  });
});

describe("valueCustomers", () => {
  const valuation = fitted(customers(300, createRng("one")));
  const values = valueCustomers(valuation);

  it("is margin × spend × discounted purchases, with an interval around it", () => {
    const { vector } = valuation.purchaseFit;
    for (const i of [0, 7, 150]) {
      const history = historyAt(valuation.histories, i);
      const purchases = bgNbd.probabilityAlive(vector, history) * bgNbd.discountedIfAlive(vector, history, 26, 0.002);
      const expected = 0.4 * values.expectedSpend![i]! * purchases;
      expect(relativeError(values.lifetimeValue![i]!, expected)).toBeLessThan(1e-12);
      expect(values.lifetimeValueLow![i]).toBeLessThan(expected);
      expect(values.lifetimeValueHigh![i]).toBeGreaterThan(expected);
    }
  });

  it("is worth more without end than within the horizon, and less the more is discounted", () => {
    const dearer = valueCustomers({ ...valuation, terms: { ...terms, discount: 0.01 } });
    values.residualValue!.forEach((residual, i) => {
      expect(residual).toBeGreaterThan(values.lifetimeValue![i]!);
      expect(dearer.residualValue![i]).toBeLessThan(residual);
      expect(dearer.lifetimeValue![i]).toBeLessThan(values.lifetimeValue![i]!);
    });
  });

  it("has no end of value to sum up without a discount rate", () => {
    expect(valueCustomers({ ...valuation, terms: { ...terms, discount: 0 } }).residualValue).toBeNull();
  });
});
