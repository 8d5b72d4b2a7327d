import type { Objective } from "@attune/math/optimize/minimize";
import { digamma } from "@attune/math/special/digamma";
import { logGamma } from "@attune/math/special/log-gamma";
import { distinctValues } from "./distinct-values.ts";
import type { PurchaseHistories } from "./purchase-history.ts";

/**
 * BG/NBD and MBG/NBD: while alive a customer buys at a rate λ ~ Gamma(r, rate α) and stops with probability p ~ Beta(a, b) right after a
 * purchase. In BG/NBD nobody stops right after the first purchase (`chances` 0); in MBG/NBD anybody may (1).
 * [Fader, Hardie & Lee 2005, eq. 6], [Batislam, Denizel & Filiztekin 2007, eq. 5], put so that nothing overflows [Hardie note 027].
 */
export type ChancesAtStart = 0 | 1;

/** ln Γ and ψ sums that depend on x alone. */
interface CountTerms {
  value: Float64Array;
  byR: Float64Array;
  byA: Float64Array;
  byB: Float64Array;
  /** ln of the weight of "stopped right after the last purchase" against "alive", without the times. */
  stopped: Float64Array;
}

/** Minus the log-likelihood in (ln r, ln α, ln a, ln b) with its gradient. One evaluation: two logarithms per different time, two more calls per row. */
export function betaGeometricObjective(histories: PurchaseHistories, chances: ChancesAtStart): Objective {
  const counts = distinctValues(histories.repeatPurchases);
  const lasts = distinctValues(histories.timeOfLastPurchase);
  const ends = distinctValues(histories.observedFor);
  const { customers } = histories;
  const rows = customers.length;
  const logLast = new Float64Array(lasts.values.length);
  const inverseLast = new Float64Array(lasts.values.length);
  const logEnd = new Float64Array(ends.values.length);
  const inverseEnd = new Float64Array(ends.values.length);

  return (point, gradient) => {
    const r = Math.exp(point[0]!);
    const alpha = Math.exp(point[1]!);
    const a = Math.exp(point[2]!);
    const b = Math.exp(point[3]!);
    const terms = countTerms(counts.values, r, alpha, a, b, chances);
    fillLogs(lasts.values, alpha, logLast, inverseLast);
    fillLogs(ends.values, alpha, logEnd, inverseEnd);
    let sum = 0;
    let byR = 0;
    let byAlpha = 0;
    let byA = 0;
    let byB = 0;
    for (let i = 0; i < rows; i++) {
      const at = counts.place[i]!;
      const last = lasts.place[i]!;
      const end = ends.place[i]!;
      const k = r + counts.values[at]!;
      const alive = -k * logEnd[end]!;
      const stopped = terms.stopped[at]! - k * logLast[last]!;
      let total = alive;
      let stoppedShare = 0;
      if (stopped !== -Infinity) {
        const difference = stopped - alive;
        const smaller = Math.exp(-Math.abs(difference));
        total = (difference > 0 ? stopped : alive) + Math.log1p(smaller);
        stoppedShare = difference > 0 ? 1 / (1 + smaller) : smaller / (1 + smaller);
      }
      const aliveShare = 1 - stoppedShare;
      const weight = customers[i]!;
      sum += weight * (terms.value[at]! + total);
      byR += weight * (terms.byR[at]! - aliveShare * logEnd[end]! - stoppedShare * logLast[last]!);
      byAlpha -= weight * k * (aliveShare * inverseEnd[end]! + stoppedShare * inverseLast[last]!);
      byA += weight * (terms.byA[at]! + stoppedShare / a);
      byB +=
        weight * (terms.byB[at]! - (stoppedShare === 0 ? 0 : stoppedShare / (b + counts.values[at]! + chances - 1)));
    }
    const total = customers.reduce((all, n) => all + n, 0);
    gradient[0] = -r * byR;
    gradient[1] = -(alpha * byAlpha + r * total);
    gradient[2] = -a * byA;
    gradient[3] = -b * byB;
    return Number.isFinite(sum) ? -sum : Infinity;
  };
}

function countTerms(
  counts: Float64Array,
  r: number,
  alpha: number,
  a: number,
  b: number,
  chances: ChancesAtStart,
): CountTerms {
  const fill = (f: (x: number) => number) => counts.map(f);
  const logAlpha = Math.log(alpha);
  const [logGammaR, digammaR] = [logGamma(r), digamma(r)];
  const [logGammaB, digammaB] = [logGamma(b), digamma(b)];
  const [logGammaAB, digammaAB] = [logGamma(a + b), digamma(a + b)];
  const logA = Math.log(a);
  const survived = (x: number) => b + x + chances;
  return {
    value: fill(
      (x) =>
        logGamma(r + x) -
        logGammaR +
        r * logAlpha +
        (logGamma(survived(x)) - logGammaB) -
        (logGamma(a + survived(x)) - logGammaAB),
    ),
    byR: fill((x) => digamma(r + x) - digammaR + logAlpha),
    byA: fill((x) => digammaAB - digamma(a + survived(x))),
    byB: fill((x) => digamma(survived(x)) - digamma(a + survived(x)) - digammaB + digammaAB),
    stopped: fill((x) => (x + chances === 0 ? -Infinity : logA - Math.log(survived(x) - 1))),
  };
}

function fillLogs(times: Float64Array, alpha: number, logs: Float64Array, inverses: Float64Array): void {
  for (let i = 0; i < times.length; i++) {
    const sum = alpha + times[i]!;
    logs[i] = Math.log(sum);
    inverses[i] = 1 / sum;
  }
}
