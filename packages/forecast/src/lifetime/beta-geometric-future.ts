import { betaQuadrature } from "@attune/math/beta-quadrature";
import { hypergeometric2f1 } from "@attune/math/special/hypergeometric-2f1";

/** What is known of a living customer: λ ~ Gamma(shape, rate), p ~ Beta(a, b). */
export interface LivingCustomer {
  shape: number;
  rate: number;
  a: number;
  b: number;
}

/** Beyond it the series has too many terms for b·(1 − z) > 1. */
const shortestRest = 2e-4;

/** Rates more alike than this shape says are as good as equal. */
const mostSpread = 400;

/**
 * E[(1 − e^(−λpt))/p]: purchases within `time` of a customer who may stop after each of them.
 * [Fader, Hardie & Lee 2005, eq. 9] = c/(a−1)·{1 − (1−z)^(a−1)·₂F₁(a−1, c−shape; c; z)}, c = a+b−1, z = t/(rate+t), after Euler's
 * transformation, which leaves no power of x. Four ways, each where it is exact and short; they agree where they meet.
 */
export function betaGeometricPurchases(customer: LivingCustomer, time: number): number {
  const { shape, rate, a, b } = customer;
  if (time <= 0) return 0;
  const z = time / (rate + time);
  if (shape > mostSpread) return fromLessSpread(customer, time);
  // Twenty nodes resolve exp(−20y): how steep the function is over the values that p can well take.
  const steepness = ((a + 30) / b) * shape * (time / rate);
  if (a > 30 || (steepness < 20 && (z > 0.95 || b > 1_000)) || (b * (1 - z) > 1 && 1 - z < shortestRest))
    return byQuadrature(customer, time);
  const alternates = shape - (a + b - 1) > 15;
  if (!alternates && (z <= 0.95 || b * (1 - z) > 1)) return bySeries(customer, time);
  if (a + b <= 1.05) {
    // E over Beta(a, b) is the mixture of those over Beta(a + 1, b) and Beta(a, b + 1), and those have c > 0.
    const stopping = betaGeometricPurchases({ shape, rate, a: a + 1, b }, time);
    const staying = betaGeometricPurchases({ shape, rate, a, b: b + 1 }, time);
    return (a * stopping + b * staying) / (a + b);
  }
  return Math.abs(a - 1) < 0.01 ? besideOne(customer, z) : directly(customer, z);
}

/** E over p of {1 − (1 + pt/rate)^(−shape)}/p: exact where that is smooth over the values that p can well take. */
function byQuadrature({ shape, rate, a, b }: LivingCustomer, time: number): number {
  const { nodes, weights } = betaQuadrature(a, b);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    sum -= (weights[i]! * Math.expm1(-shape * Math.log1p((nodes[i]! * time) / rate))) / nodes[i]!;
  }
  return sum;
}

/** With the first term of the series taken out, so that nothing cancels at a = 1 and nothing is divided by c. */
function bySeries({ shape, rate, a, b }: LivingCustomer, time: number): number {
  const z = time / (rate + time);
  const c = a + b - 1;
  const logRest = Math.log(rate / (rate + time));
  const power = Math.exp((a - 1) * logRest);
  const first = a === 1 ? -logRest : -Math.expm1((a - 1) * logRest) / (a - 1);
  return c * first - power * remainder(a, c, shape, z);
}

/** Σ_{n≥1} (a)_{n−1}(c−k)_n / ((c+1)_{n−1} n!) zⁿ: c/(a−1) times what ₂F₁(a−1, c−k; c; z) is above 1. */
function remainder(a: number, c: number, k: number, z: number): number {
  let term = (c - k) * z;
  let sum = term;
  for (let n = 1; n < 400_000 && term !== 0; n++) {
    const ratio = (((a + n - 1) * (c - k + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    if (n > 4 && Math.abs(ratio) < 1 && Math.abs(term) < 1e-17 * (1 - z) * Math.abs(sum)) break;
  }
  return sum;
}

/** Far beyond the observation, where the series is long and the function known by its values around z = 1. */
function byFunction({ shape, a, b }: LivingCustomer, z: number): number {
  const c = a + b - 1;
  return (c / (a - 1)) * (1 - (1 - z) ** (a - 1) * hypergeometric2f1(a - 1, c - shape, c, z));
}

/** c/(a−1)·{1 − (1−z)^shape·₂F₁(shape, b; c; z)}: all terms positive, however much shape exceeds c; added up in logarithms. */
function byPositiveSeries({ shape, a, b }: LivingCustomer, z: number): number {
  const c = a + b - 1;
  let logTerm = shape * Math.log1p(-z);
  let sum = 0;
  for (let n = 0; n < 400_000; n++) {
    const term = Math.exp(logTerm);
    sum += term;
    const ratio = (((shape + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    if (ratio < 1 && term < 1e-17 * (1 - ratio) * sum) break;
    logTerm += Math.log(ratio);
  }
  return (c / (a - 1)) * (1 - sum);
}

function directly(customer: LivingCustomer, z: number): number {
  const reach = Math.max(customer.b, customer.shape) * (1 - z);
  return z > 0.95 && reach < 5 ? byFunction(customer, z) : byPositiveSeries(customer, z);
}

/** Rates so much alike are followed to their limit: linear in 1/shape from two that are a little less alike. Relative error about 1e-5. */
function fromLessSpread({ shape, rate, a, b }: LivingCustomer, time: number): number {
  const at = (other: number) => betaGeometricPurchases({ shape: other, rate: (rate * other) / shape, a, b }, time);
  const [near, far] = [at(mostSpread), at(mostSpread / 2)];
  const slope = (far - near) / (2 / mostSpread - 1 / mostSpread);
  return near + slope * (1 / shape - 1 / mostSpread);
}

/** Next to a = 1, where that is 0/0: six-point interpolation in a. */
function besideOne({ shape, rate, a, b }: LivingCustomer, z: number): number {
  const nodes = [-0.02, -0.015, -0.011, 0.011, 0.015, 0.02];
  const shift = a - 1;
  return nodes.reduce((sum, node) => {
    const weight = nodes.reduce(
      (product, other) => (other === node ? product : (product * (shift - other)) / (node - other)),
      1,
    );
    return sum + weight * directly({ shape, rate, a: 1 + node, b }, z);
  }, 0);
}
