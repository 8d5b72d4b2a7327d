import { beforeAll, describe, expect, it } from "vitest";
import { readNumbers, relativeError } from "../reference.suite.ts";
import { bgBb } from "./bg-bb.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { historyAt, type PurchaseHistories } from "./purchase-history.ts";

const donations = readDonations();

function readDonations(): PurchaseHistories | null {
  const columns = readNumbers("btyd-donations/donations.csv");
  if (columns === null) return null;
  return {
    repeatPurchases: columns.get("frequency")!,
    timeOfLastPurchase: columns.get("recency")!,
    observedFor: columns.get("periods")!,
    customers: columns.get("weights")!,
  };
}

describe.skipIf(donations === null)("bgBb on donations [Fader, Hardie & Shang 2010]", () => {
  let fit: ReturnType<typeof fitPurchaseModel>;
  beforeAll(() => {
    fit = fitPurchaseModel(bgBb, donations!);
  });

  it("has the published parameters and the log-likelihood of the reference, from 22 weighted rows", () => {
    const reference = { alpha: 1.20352, beta: 0.74972, gamma: 0.65672, delta: 2.78344 };
    for (const [name, value] of Object.entries(reference)) {
      expect(relativeError(fit.parameters[name]!, value), name).toBeLessThan(1e-4);
    }
    expect(Math.abs(fit.logLikelihood - -33225.58127434699)).toBeLessThan(1e-4);
  });

  it("expects 12,884.2 donations of all in the next five years", () => {
    const total = donations!.customers.reduce((sum, weight, i) => {
      const history = historyAt(donations!, i);
      return sum + weight * bgBb.probabilityAlive(fit.vector, history) * bgBb.purchasesIfAlive(fit.vector, history, 5);
    }, 0);
    expect(Math.abs(total - 12_884.2)).toBeLessThan(0.05);
  });

  it("has 0.11, 0.59 and 0.93 alive in the next year after (0, 0), (2, 4) and (6, 6)", () => {
    const [, , gamma, delta] = fit.vector;
    const aliveNext = (x: number, last: number) =>
      (bgBb.probabilityAlive(fit.vector, { repeatPurchases: x, timeOfLastPurchase: last, observedFor: 6 }) *
        (delta! + 6)) /
      (gamma! + delta! + 6);
    expect(aliveNext(0, 0)).toBeCloseTo(0.11, 2);
    expect(aliveNext(2, 4)).toBeCloseTo(0.59, 2);
    expect(aliveNext(6, 6)).toBeCloseTo(0.93, 2);
  });

  it("expects 3,454.9 people without and 1,253.1 with six donations, as Hardie's sheet does", () => {
    const likelihood = (x: number, last: number) => {
      const one = (value: number) => Float64Array.of(value);
      const row = { repeatPurchases: one(x), timeOfLastPurchase: one(last), observedFor: one(6), customers: one(1) };
      return Math.exp(-bgBb.objective(row)(fit.vector.map(Math.log), new Float64Array(4)));
    };
    expect(Math.abs(11_104 * likelihood(0, 0) - 3454.9)).toBeLessThan(0.1);
    expect(Math.abs(11_104 * likelihood(6, 6) - 1253.1)).toBeLessThan(0.1);
  });
});
