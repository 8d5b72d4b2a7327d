import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** One price and what people bought at it. */
export interface PricePoint {
  /** Relative to the usual price, above 0: 0.95 is five percent less. */
  priceIndex: number;
  people: number;
  /** Over people: the number of units or orders, and its squares. */
  sum: number;
  sumSquares: number;
}

export interface Elasticity {
  /** Relative change of demand over relative change of price, in logarithms; −2: one percent dearer sells two percent less. */
  estimate: number;
  standardError: number;
  interval: [number, number];
}

/** The delta method for log demand wants the mean to be some standard errors from zero. */
const fewestStandardErrors = 3;

/**
 * Price elasticity of demand between two prices: (ln q₁ − ln q₀) / (ln p₁ − ln p₀), where q is the mean per person. The interval is that of
 * the log ratio of two independent means by the delta method, Var(ln q) = s² / (n q²).
 */
export function arcElasticity(at: PricePoint, usual: PricePoint, alpha = 0.05): Elasticity | Undetermined {
  return elasticityOf([usual, at], alpha);
}

/**
 * One elasticity of several prices: the slope of log demand on log price by least squares, each price weighted by the precision of its log
 * demand (generalized least squares with known variances). With two prices it is `arcElasticity`.
 */
export function elasticityOf(points: readonly PricePoint[], alpha = 0.05): Elasticity | Undetermined {
  const logs: Array<{ x: number; y: number; weight: number }> = [];
  for (const { priceIndex, people, sum, sumSquares } of points) {
    if (people < 2 || sum <= 0) return undetermined("no-demand", "At one of the prices nobody has bought.");
    const mean = sum / people;
    const variance = Math.max(0, (sumSquares - sum * mean) / (people - 1)) / people;
    if (variance === 0) return undetermined("zero-variance", "At one of the prices everyone bought the same.");
    if (mean < fewestStandardErrors * Math.sqrt(variance))
      return undetermined("too-few-people", "At one of the prices too few have bought to tell a demand from none.");
    logs.push({ x: Math.log(priceIndex), y: Math.log(mean), weight: (mean * mean) / variance });
  }
  const total = logs.reduce((all, { weight }) => all + weight, 0);
  const centre = logs.reduce((all, { x, weight }) => all + weight * x, 0) / total;
  const spread = logs.reduce((all, { x, weight }) => all + weight * (x - centre) ** 2, 0);
  if (!(spread > 0)) return undetermined("one-price", "There is only one price: no change of demand can be seen.");
  const estimate = logs.reduce((all, { x, y, weight }) => all + weight * (x - centre) * y, 0) / spread;
  const standardError = 1 / Math.sqrt(spread);
  const reach = normalUpperQuantile(alpha / 2) * standardError;
  return { estimate, standardError, interval: [estimate - reach, estimate + reach] };
}
