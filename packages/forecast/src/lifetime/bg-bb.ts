import { drawBeta } from "@attune/math/distribution/draw-gamma";
import type { Objective } from "@attune/math/optimize/minimize";
import type { Rng } from "@attune/math/rng";
import { digamma } from "@attune/math/special/digamma";
import { logGamma } from "@attune/math/special/log-gamma";
import { expectedSurvivals } from "./expected-survivals.ts";
import type { PurchaseHistories, PurchaseHistory } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/**
 * Purchases at most once in each period: a living customer buys with probability p ~ Beta(α, β) and stops with probability θ ~ Beta(γ, δ) at
 * the beginning of each period. Times are whole periods. @see Fader, Hardie & Shang (2010), eq. 5–9. docs/methods/bg-bb.md
 */
export const bgBb: PurchaseModel = {
  name: "bg-bb",
  time: "periods",
  parameterNames: ["alpha", "beta", "gamma", "delta"],
  timeParameters: [],
  objective: bgBbObjective,
  starts: () => [
    [1, 1, 1, 3],
    [0.5, 2, 0.5, 5],
    [2, 2, 2, 10],
    [1, 5, 0.3, 1],
  ],
  probabilityAlive,
  purchasesIfAlive: (parameters, history, time) => purchasesIfAlive(parameters, history, time, 0),
  discountedIfAlive: purchasesIfAlive,
  purchasesOfNewCustomer: (parameters, time) =>
    purchasesIfAlive(parameters, { repeatPurchases: 0, timeOfLastPurchase: 0, observedFor: 0 }, time, 0),
  drawIfAlive,
};

function purchasesIfAlive(
  [alpha, beta, gamma, delta]: Float64Array,
  { repeatPurchases, observedFor }: PurchaseHistory,
  time: number,
  discount: number,
): number {
  const perPeriod = (alpha! + repeatPurchases) / (alpha! + beta! + observedFor);
  return perPeriod * expectedSurvivals({ stop: gamma!, stay: delta! + observedFor }, time, discount);
}

/** ln Γ and ψ at a parameter plus 0, 1, 2, … */
interface GammaTable {
  log: Float64Array;
  slope: Float64Array;
}

function gammaTable(from: number, length: number): GammaTable {
  const log = new Float64Array(length);
  const slope = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    log[k] = logGamma(from + k);
    slope[k] = digamma(from + k);
  }
  return { log, slope };
}

/** The way of stopping before each period in turn, and of not having stopped: one term each. O(periods) a row. */
function bgBbObjective(histories: PurchaseHistories): Objective {
  const { repeatPurchases, timeOfLastPurchase, observedFor, customers } = histories;
  const length = observedFor.reduce((most, n) => Math.max(most, n), 0) + 2;
  return (point, gradient) => {
    const [alpha, beta, gamma, delta] = Array.from(point, Math.exp) as [number, number, number, number];
    const a = gammaTable(alpha, length);
    const b = gammaTable(beta, length);
    const ab = gammaTable(alpha + beta, length);
    const g = gammaTable(gamma, 2);
    const d = gammaTable(delta, length);
    const gd = gammaTable(gamma + delta, length);
    const prior = a.log[0]! + b.log[0]! - ab.log[0]! + g.log[0]! + d.log[0]! - gd.log[0]!;
    const slopes = new Float64Array(4);
    let sum = 0;
    for (let row = 0; row < customers.length; row++) {
      const x = repeatPurchases[row]!;
      const last = timeOfLastPurchase[row]!;
      const n = observedFor[row]!;
      // Alive for m periods and, where m < n, stopped before the next.
      const term = (m: number) => {
        const stopped = m < n ? 1 : 0;
        return b.log[m - x]! - ab.log[m]! + g.log[stopped]! + d.log[m]! - gd.log[m + stopped]!;
      };
      let highest = -Infinity;
      for (let m = last; m <= n; m++) highest = Math.max(highest, term(m));
      let total = 0;
      let [byAlpha, byBeta, byGamma, byDelta] = [0, 0, 0, 0];
      for (let m = last; m <= n; m++) {
        const stopped = m < n ? 1 : 0;
        const share = Math.exp(term(m) - highest);
        total += share;
        byAlpha -= share * ab.slope[m]!;
        byBeta += share * (b.slope[m - x]! - ab.slope[m]!);
        byGamma += share * (g.slope[stopped]! - gd.slope[m + stopped]!);
        byDelta += share * (d.slope[m]! - gd.slope[m + stopped]!);
      }
      const weight = customers[row]!;
      sum += weight * (a.log[x]! + highest + Math.log(total) - prior);
      slopes[0]! += weight * (a.slope[x]! - a.slope[0]! + ab.slope[0]! + byAlpha / total);
      slopes[1]! += weight * (ab.slope[0]! - b.slope[0]! + byBeta / total);
      slopes[2]! += weight * (gd.slope[0]! - g.slope[0]! + byGamma / total);
      slopes[3]! += weight * (gd.slope[0]! - d.slope[0]! + byDelta / total);
    }
    [alpha, beta, gamma, delta].forEach((value, i) => {
      gradient[i] = -value * slopes[i]!;
    });
    return Number.isFinite(sum) ? -sum : Infinity;
  };
}

/** Share of "never stopped" in the likelihood. [Fader, Hardie & Shang 2010, eq. 11] */
function probabilityAlive([alpha, beta, gamma, delta]: Float64Array, history: PurchaseHistory): number {
  const { repeatPurchases: x, timeOfLastPurchase: last, observedFor: n } = history;
  // Each term divided by that of never having stopped, from the last period back: products of ratios, so that nothing overflows.
  let relative = 1;
  let sum = 1;
  for (let m = n - 1; m >= last; m--) {
    // From (alive for m + 1, or all n) to (alive for m, stopped before m + 1).
    const purchases = (alpha! + beta! + m) / (beta! + m - x);
    const stopping = m === n - 1 ? gamma! / (delta! + m) : (gamma! + delta! + m + 1) / (delta! + m);
    relative *= purchases * stopping;
    sum += relative;
  }
  return 1 / sum;
}

function drawIfAlive(parameters: Float64Array, history: PurchaseHistory, time: number, rng: Rng): number[] {
  const [alpha, beta, gamma, delta] = parameters as unknown as [number, number, number, number];
  const { repeatPurchases: x, observedFor: n } = history;
  const buys = drawBeta(alpha + x, beta + n - x, rng);
  const stops = drawBeta(gamma, delta + n, rng);
  const purchases: number[] = [];
  for (let period = 1; period <= time && rng.uniform() >= stops; period++) {
    if (rng.uniform() < buys) purchases.push(period);
  }
  return purchases;
}
