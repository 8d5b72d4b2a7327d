import { poissonDeviance } from "./deviance.ts";
import { stirlingRemainder } from "./log-gamma.ts";

const LOG_TWO_PI = 1.8378770664093453;
const TINY = 1e-300;

/** log of xᵃe⁻ˣ/Γ(a), by deviances. */
function logPower(a: number, x: number): number {
  return 0.5 * (Math.log(a) - LOG_TWO_PI) - stirlingRemainder(a) - poissonDeviance(a, x);
}

/** Σ xⁿ/((a)…(a + n)), the series of P. @see DLMF 8.11.4 */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 100_000_000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

/** The continued fraction of Q by Lentz's method. @see DLMF 8.9.2 */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / (Math.abs(b) < TINY ? TINY : b);
  let fraction = d;
  for (let n = 1; n < 100_000_000; n++) {
    const term = -n * (n - a);
    b += 2;
    d = term * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + term / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  return fraction;
}

/**
 * log P(a, x), the regularized lower incomplete gamma function: log P(Gamma(a) ≤ x). a > 0.
 * Time grows as √a, as does the error in units of the last digit.
 */
export function logRegularizedGammaLower(a: number, x: number): number {
  if (x <= 0) return -Infinity;
  if (x < a + 1) return logPower(a, x) + Math.log(series(a, x));
  return Math.log1p(-Math.exp(logPower(a, x)) * continuedFraction(a, x));
}

/** log Q(a, x) = log P(Gamma(a) > x), finite where Q underflows. */
export function logRegularizedGammaUpper(a: number, x: number): number {
  if (x <= 0) return 0;
  if (x < a + 1) return Math.log1p(-Math.exp(logPower(a, x)) * series(a, x));
  return logPower(a, x) + Math.log(continuedFraction(a, x));
}
