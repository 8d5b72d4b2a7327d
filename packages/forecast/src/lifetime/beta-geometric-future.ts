import { betaQuadrature } from "@attune/math/beta-quadrature";
import { hypergeometric2f1 } from "@attune/math/special/hypergeometric-2f1";

/** What is known of a living customer: λ ~ Gamma(shape, rate), p ~ Beta(a, b). */
export interface LivingCustomer {
  shape: number;
  rate: number;
  a: number;
  b: number;
}

/** Above this the series for the closed form would run over many powers of ten. */
const largestA = 30;

/**
 * E[(1 − e^(−λpt))/p]: purchases within `time` of a customer who may stop after each of them.
 * [Fader, Hardie & Lee 2005, eq. 9] = c/(a−1)·{1 − (1−z)^(a−1)·₂F₁(a−1, c−shape; c; z)}, c = a+b−1, z = t/(rate+t), after Euler's
 * transformation, with the first term of the series taken out, so that nothing cancels at a = 1 and no power of x is formed.
 */
export function betaGeometricPurchases({ shape, rate, a, b }: LivingCustomer, time: number): number {
  if (time <= 0) return 0;
  if (a > largestA) return byQuadrature({ shape, rate, a, b }, time);
  const z = time / (rate + time);
  const c = a + b - 1;
  // Far beyond the observation the series is long; away from a = 1 the function itself, by its values around z = 1, is as good.
  if (z > 0.95 && c > 0 && Math.abs(a - 1) > 0.01)
    return (c / (a - 1)) * (1 - (1 - z) ** (a - 1) * hypergeometric2f1(a - 1, c - shape, c, z));
  const logRest = Math.log(rate / (rate + time));
  const power = Math.exp((a - 1) * logRest);
  const first = a === 1 ? -logRest : -Math.expm1((a - 1) * logRest) / (a - 1);
  return c * first - power * remainder(a, c, shape, z);
}

/** Σ_{n≥1} (a)_{n−1}(c−k)_n / ((c+1)_{n−1} n!) zⁿ: c/(a−1) times what ₂F₁(a−1, c−k; c; z) is above 1. */
function remainder(a: number, c: number, k: number, z: number): number {
  let term = (c - k) * z;
  let sum = term;
  for (let n = 1; n < 2_000_000 && term !== 0; n++) {
    const ratio = (((a + n - 1) * (c - k + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    if (n > 4 && Math.abs(ratio) < 1 && Math.abs(term) < 1e-17 * (1 - z) * Math.abs(sum)) break;
  }
  return sum;
}

/** E over p of {1 − (1 + pt/rate)^(−shape)}/p: with a as large as this p keeps away from 0, and the function is smooth. */
function byQuadrature({ shape, rate, a, b }: LivingCustomer, time: number): number {
  const { nodes, weights } = betaQuadrature(a, b);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    sum -= (weights[i]! * Math.expm1(-shape * Math.log1p((nodes[i]! * time) / rate))) / nodes[i]!;
  }
  return sum;
}
