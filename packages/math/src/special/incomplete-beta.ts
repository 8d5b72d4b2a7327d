import { poissonDeviance } from "./deviance.ts";
import { stirlingRemainder } from "./log-gamma.ts";

const LOG_TWO_PI = 1.8378770664093453;
const TINY = 1e-300;

/** log of xᵃyᵇ/B(a, b), by deviances, so that large parameters lose no digits. Needs y = 1 − x. */
function logPower(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const deviance = poissonDeviance(a, n * x) + poissonDeviance(b, n * y);
  const remainders = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b);
  return remainders - deviance + 0.5 * (Math.log(a) + Math.log(b / n) - LOG_TWO_PI);
}

/** The continued fraction of Iₓ(a, b) by Lentz's method, for x below about a/(a + b). @see DLMF 8.17.22 */
function continuedFraction(x: number, a: number, b: number): number {
  const n = a + b;
  let c = 1;
  let d = 1 - (n * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let fraction = d;
  // The number of terms grows as √max(a, b).
  const limit = 200 + 20 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m < limit; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    fraction *= d * c;
    const odd = (-(a + m) * (n + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  return fraction;
}

/**
 * Iₓ(a, b), the regularized incomplete beta function: P(Beta(a, b) ≤ x). `y` is 1 − x, given apart so that neither tail loses digits:
 * the upper tail is `regularizedBeta(y, x, b, a)`.
 * a, b > 0. Relative error about 1e-13 in both tails; 0 only below 1e-308.
 */
export function regularizedBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x <= (a + 1) / (a + b + 2)) return (Math.exp(logPower(x, y, a, b)) * continuedFraction(x, a, b)) / a;
  return 1 - (Math.exp(logPower(y, x, b, a)) * continuedFraction(y, b, a)) / b;
}

/** log Iₓ(a, b), where Iₓ itself may underflow. */
export function logRegularizedBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return -Infinity;
  if (y <= 0) return 0;
  if (x <= (a + 1) / (a + b + 2)) return logPower(x, y, a, b) + Math.log(continuedFraction(x, a, b) / a);
  return Math.log1p(-(Math.exp(logPower(y, x, b, a)) * continuedFraction(y, b, a)) / b);
}

/** log of the beta density's xᵃ⁻¹yᵇ⁻¹/B(a, b). */
export function logBetaDensity(x: number, y: number, a: number, b: number): number {
  return logPower(x, y, a, b) - Math.log(x) - Math.log(y);
}
