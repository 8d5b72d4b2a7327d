import { drawBeta, drawGamma } from "@attune/math/distribution/draw-gamma";
import type { Rng } from "@attune/math/rng";
import { betaGeometricObjective, type ChancesAtStart } from "./beta-geometric.ts";
import { betaGeometricPurchases, type LivingCustomer } from "./beta-geometric-future.ts";
import { discountedPurchases } from "./discounted-purchases.ts";
import type { PurchaseHistory } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/** Customers may stop after each repeat purchase. @see docs/methods/bg-nbd.md */
export const bgNbd = betaGeometricModel("bg-nbd", 0);

/** Customers may stop after each purchase, the first one too. @see docs/methods/mbg-nbd.md */
export const mbgNbd = betaGeometricModel("mbg-nbd", 1);

function betaGeometricModel(name: "bg-nbd" | "mbg-nbd", chances: ChancesAtStart): PurchaseModel {
  function living([r, alpha, a, b]: Float64Array, { repeatPurchases, observedFor }: PurchaseHistory): LivingCustomer {
    return {
      shape: r! + repeatPurchases,
      rate: alpha! + observedFor,
      a: a!,
      b: b! + repeatPurchases + chances,
    };
  }

  /** [Fader, Hardie & Lee 2008, note 021, eq. 1]: one over one plus the odds of having stopped right after the last purchase. */
  function probabilityAlive(parameters: Float64Array, history: PurchaseHistory): number {
    const { repeatPurchases: x, timeOfLastPurchase, observedFor } = history;
    if (x + chances === 0) return 1;
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
    const logOdds =
      Math.log(a / (b + x + chances - 1)) + (r + x) * Math.log((alpha + observedFor) / (alpha + timeOfLastPurchase));
    return 1 / (1 + Math.exp(logOdds));
  }

  function drawIfAlive(parameters: Float64Array, history: PurchaseHistory, time: number, rng: Rng): number[] {
    const purchases: number[] = [];
    const { shape, rate, a, b } = living(parameters, history);
    const perUnit = drawGamma(shape, rng) / rate;
    const stop = drawBeta(a, b, rng);
    let at = 0;
    for (;;) {
      at -= Math.log1p(-rng.uniform()) / perUnit;
      if (!(at <= time)) return purchases;
      purchases.push(at);
      if (rng.uniform() < stop) return purchases;
    }
  }

  return {
    name,
    time: "continuous",
    parameterNames: ["r", "alpha", "a", "b"],
    timeParameters: ["alpha"],
    objective: (histories) => betaGeometricObjective(histories, chances),
    starts: (observed, repeats) => {
      const rate = Math.max(repeats, 0.05) / observed;
      return [
        [0.5, 0.5 / rate, 1, 2],
        [0.2, 0.1 / rate, 0.5, 2],
        [2, 2 / rate, 0.3, 5],
        [1, 0.5 / rate, 3, 3],
      ];
    },
    probabilityAlive,
    purchasesIfAlive: (parameters, history, time) => betaGeometricPurchases(living(parameters, history), time),
    discountedIfAlive: (parameters, history, time, discount) => {
      const customer = living(parameters, history);
      return discountedPurchases((t) => betaGeometricPurchases(customer, t), { scale: customer.rate, discount, time });
    },
    purchasesOfNewCustomer: (parameters, time) => {
      const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
      const startsAlive = chances === 0 ? 1 : b / (a + b);
      return startsAlive * betaGeometricPurchases({ shape: r, rate: alpha, a, b: b + chances }, time);
    },
    drawIfAlive,
  };
}
