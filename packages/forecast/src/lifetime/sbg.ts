import { drawBeta } from "@attune/math/distribution/draw-gamma";
import type { Objective } from "@attune/math/optimize/minimize";
import type { Rng } from "@attune/math/rng";
import { digamma } from "@attune/math/special/digamma";
import { logGamma } from "@attune/math/special/log-gamma";
import { distinctValues } from "./distinct-values.ts";
import { expectedSurvivals } from "./expected-survivals.ts";
import type { PurchaseHistories, PurchaseHistory } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/**
 * Contracts: at each renewal a customer leaves with probability θ ~ Beta(α, β), and leaving is seen. Repeat purchases are renewals; who has
 * fewer than there were chances has left. @see Fader & Hardie (2007), How to project customer retention. docs/methods/sbg.md
 */
export const sbg: PurchaseModel = {
  name: "sbg",
  time: "periods",
  parameterNames: ["alpha", "beta"],
  timeParameters: [],
  objective: sbgObjective,
  starts: () => [
    [1, 1],
    [0.5, 3],
    [3, 10],
  ],
  probabilityAlive: (_parameters, history) => (hasLeft(history) ? 0 : 1),
  purchasesIfAlive: ([alpha, beta], { observedFor }, time) =>
    expectedSurvivals({ stop: alpha!, stay: beta! + observedFor }, time, 0),
  discountedIfAlive: ([alpha, beta], { observedFor }, time, discount) =>
    expectedSurvivals({ stop: alpha!, stay: beta! + observedFor }, time, discount),
  purchasesOfNewCustomer: ([alpha, beta], time) => expectedSurvivals({ stop: alpha!, stay: beta! }, time, 0),
  drawIfAlive,
};

function hasLeft({ repeatPurchases, observedFor }: PurchaseHistory): boolean {
  return repeatPurchases < observedFor;
}

/** ln P(left at renewal x + 1) = ln B(α + 1, β + x)/B(α, β); ln P(still there after n) = ln B(α, β + n)/B(α, β). */
function sbgObjective({ repeatPurchases, observedFor, customers }: PurchaseHistories): Objective {
  const renewals = distinctValues(repeatPurchases);
  const leavers = new Float64Array(renewals.values.length);
  const stayers = new Float64Array(renewals.values.length);
  for (let i = 0; i < customers.length; i++) {
    const among = repeatPurchases[i]! < observedFor[i]! ? leavers : stayers;
    among[renewals.place[i]!]! += customers[i]!;
  }
  return (point, gradient) => {
    const alpha = Math.exp(point[0]!);
    const beta = Math.exp(point[1]!);
    const prior = logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
    const together = digamma(alpha + beta);
    let sum = 0;
    let byAlpha = 0;
    let byBeta = 0;
    renewals.values.forEach((x, i) => {
      for (const [weight, left] of [[leavers[i]!, 1] as const, [stayers[i]!, 0] as const]) {
        if (weight === 0) continue;
        const all = alpha + beta + x + left;
        sum += weight * (logGamma(alpha + left) + logGamma(beta + x) - logGamma(all) - prior);
        byAlpha += weight * (digamma(alpha + left) - digamma(all) - digamma(alpha) + together);
        byBeta += weight * (digamma(beta + x) - digamma(all) - digamma(beta) + together);
      }
    });
    gradient[0] = -alpha * byAlpha;
    gradient[1] = -beta * byBeta;
    return Number.isFinite(sum) ? -sum : Infinity;
  };
}

function drawIfAlive(parameters: Float64Array, { observedFor }: PurchaseHistory, time: number, rng: Rng): number[] {
  const leaves = drawBeta(parameters[0]!, parameters[1]! + observedFor, rng);
  const renewals: number[] = [];
  for (let period = 1; period <= time && rng.uniform() >= leaves; period++) renewals.push(period);
  return renewals;
}
