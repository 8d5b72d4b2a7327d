import { drawGamma } from "@attune/math/distribution/draw-gamma";
import type { Objective } from "@attune/math/optimize/minimize";
import type { Rng } from "@attune/math/rng";
import { digamma } from "@attune/math/special/digamma";
import { logGamma } from "@attune/math/special/log-gamma";
import { discountedPurchases } from "./discounted-purchases.ts";
import { distinctValues } from "./distinct-values.ts";
import { emptyParetoIntegral, paretoIntegral } from "./pareto-integral.ts";
import type { PurchaseHistories, PurchaseHistory } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/**
 * While alive a customer buys at a rate λ ~ Gamma(r, rate α) and stops at a rate μ ~ Gamma(s, rate β), at any time.
 * @see Schmittlein, Morrison & Colombo (1987); Fader & Hardie (2005). docs/methods/pareto-nbd.md
 */
export const paretoNbd: PurchaseModel = {
  name: "pareto-nbd",
  time: "continuous",
  parameterNames: ["r", "alpha", "s", "beta"],
  timeParameters: ["alpha", "beta"],
  objective: paretoObjective,
  starts: (observed, repeats) => {
    const rate = Math.max(repeats, 0.05) / observed;
    return [
      [0.5, 0.5 / rate, 0.5, observed / 3],
      [1, 0.5 / rate, 1, observed],
      [2, 2 / rate, 2, 5 * observed],
      [0.3, 0.2 / rate, 0.2, observed / 20],
    ];
  },
  probabilityAlive,
  purchasesIfAlive: ([r, alpha, s, beta], { repeatPurchases, observedFor }, time) =>
    ((r! + repeatPurchases) / (alpha! + observedFor)) * timeAlive(s!, beta! + observedFor, time),
  discountedIfAlive: ([r, alpha, s, beta], { repeatPurchases, observedFor }, time, discount) =>
    ((r! + repeatPurchases) / (alpha! + observedFor)) *
    discountedPurchases((t) => timeAlive(s!, beta! + observedFor, t), { scale: beta! + observedFor, discount, time }),
  purchasesOfNewCustomer: ([r, alpha, s, beta], time) => (r! / alpha!) * timeAlive(s!, beta!, time),
  drawIfAlive,
};

function paretoObjective(histories: PurchaseHistories): Objective {
  const counts = distinctValues(histories.repeatPurchases);
  const { timeOfLastPurchase, observedFor, customers } = histories;
  const total = customers.reduce((sum, n) => sum + n, 0);
  const integral = emptyParetoIntegral();
  return (point, gradient) => {
    const r = Math.exp(point[0]!);
    const alpha = Math.exp(point[1]!);
    const s = Math.exp(point[2]!);
    const beta = Math.exp(point[3]!);
    const logGammaR = logGamma(r);
    const digammaR = digamma(r);
    const value = counts.values.map((x) => logGamma(r + x) - logGammaR);
    const byCount = counts.values.map((x) => digamma(r + x) - digammaR);
    let sum = 0;
    let byR = 0;
    let byAlpha = 0;
    let byS = 0;
    let byBeta = 0;
    for (let i = 0; i < customers.length; i++) {
      const at = counts.place[i]!;
      const k = r + counts.values[at]!;
      const end = observedFor[i]!;
      paretoIntegral({ k, alpha, s, beta }, timeOfLastPurchase[i]!, end, integral);
      const logAlphaEnd = Math.log(alpha + end);
      const logBetaEnd = Math.log(beta + end);
      const alive = -k * logAlphaEnd - s * logBetaEnd;
      const stopped = point[2]! + integral.log;
      const likelihood = logSum(alive, stopped);
      const aliveShare = Math.exp(alive - likelihood);
      const stoppedShare = 1 - aliveShare;
      const weight = customers[i]!;
      sum += weight * (value[at]! + likelihood);
      byR += weight * (byCount[at]! - aliveShare * logAlphaEnd - stoppedShare * integral.meanLogAlpha);
      byAlpha -= weight * k * (aliveShare / (alpha + end) + stoppedShare * integral.meanInverseAlpha);
      byS += weight * (stoppedShare / s - aliveShare * logBetaEnd - stoppedShare * integral.meanLogBeta);
      byBeta -= weight * ((aliveShare * s) / (beta + end) + stoppedShare * (s + 1) * integral.meanInverseBeta);
    }
    sum += total * (r * point[1]! + s * point[3]!);
    gradient[0] = -r * (byR + total * point[1]!);
    gradient[1] = -(alpha * byAlpha + total * r);
    gradient[2] = -s * (byS + total * point[3]!);
    gradient[3] = -(beta * byBeta + total * s);
    return Number.isFinite(sum) ? -sum : Infinity;
  };
}

/** [Schmittlein, Morrison & Colombo 1987, eq. 11–13], as shares of the two parts of the likelihood. */
function probabilityAlive([r, alpha, s, beta]: Float64Array, history: PurchaseHistory): number {
  const { repeatPurchases, timeOfLastPurchase, observedFor } = history;
  const k = r! + repeatPurchases;
  const integral = emptyParetoIntegral();
  paretoIntegral({ k, alpha: alpha!, s: s!, beta: beta! }, timeOfLastPurchase, observedFor, integral);
  const alive = -k * Math.log(alpha! + observedFor) - s! * Math.log(beta! + observedFor);
  return Math.exp(alive - logSum(alive, Math.log(s!) + integral.log));
}

/** E[time alive within `time`] for μ ~ Gamma(s, rate): rate/(s−1)·{1 − (rate/(rate+t))^(s−1)}, whole at s = 1. [Fader & Hardie 2005, eq. 41] */
function timeAlive(s: number, rate: number, time: number): number {
  const growth = Math.log1p(time / rate);
  return rate * (s === 1 ? growth : -Math.expm1((1 - s) * growth) / (s - 1));
}

function drawIfAlive(parameters: Float64Array, history: PurchaseHistory, time: number, rng: Rng): number[] {
  const purchases: number[] = [];
  const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number];
  const perUnit = drawGamma(r + history.repeatPurchases, rng) / (alpha + history.observedFor);
  const stopping = drawGamma(s, rng) / (beta + history.observedFor);
  const end = Math.min(time, -Math.log1p(-rng.uniform()) / stopping);
  for (let at = 0; ; ) {
    at -= Math.log1p(-rng.uniform()) / perUnit;
    if (!(at <= end)) return purchases;
    purchases.push(at);
  }
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}
