import { erfc, erfcx } from "../special/error-function.ts";

const SQRT_HALF = Math.SQRT1_2;
const LOG_SQRT_TWO_PI = 0.9189385332046728;

/** Density of the standard normal. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z - LOG_SQRT_TWO_PI);
}

/** P(Z ≤ z). */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * SQRT_HALF);
}

/** P(Z > z), with full relative accuracy in the right tail. */
export function normalSurvival(z: number): number {
  return 0.5 * erfc(z * SQRT_HALF);
}

/** Natural logarithm of P(Z > z), finite for every finite z: −log p of ten thousand is as good as of ten. */
export function logNormalSurvival(z: number): number {
  if (z < -1) return Math.log1p(-normalSurvival(-z));
  return Math.log(0.5 * erfcx(z * SQRT_HALF)) - 0.5 * z * z;
}

const CENTRAL_P = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRAL_Q = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const MIDDLE_P = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_Q = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_P = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_Q = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];

function rational(p: readonly number[], q: readonly number[], x: number): number {
  let numerator = 0;
  let denominator = 0;
  for (let i = 7; i >= 0; i--) {
    numerator = numerator * x + p[i]!;
    denominator = denominator * x + q[i]!;
  }
  return numerator / denominator;
}

/**
 * The z with P(Z ≤ z) = p; −∞ and ∞ at 0 and 1, NaN outside [0, 1].
 * @see Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37, 477–484. Relative error about 1e-16.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(CENTRAL_P, CENTRAL_Q, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const z = tailQuantile(Math.sqrt(-Math.log(tail)));
  return q < 0 ? -z : z;
}

/** The z with P(Z > z) = p, accurate where 1 − p would round to 1. */
export function normalUpperQuantile(p: number): number {
  return -normalQuantile(p);
}

/** `r` is √(−log tail). */
function tailQuantile(r: number): number {
  return r <= 5 ? rational(MIDDLE_P, MIDDLE_Q, r - 1.6) : rational(FAR_P, FAR_Q, r - 5);
}

/** The z with log P(Z > z) = logP, also where P itself underflows: AS 241 to start with, then Newton in logs. */
export function normalUpperQuantileFromLog(logP: number): number {
  if (!(logP <= 0)) return Number.NaN;
  if (logP === 0) return -Infinity;
  // Above the median the other tail, 1 − p, is the one that a double can hold.
  if (logP > -Math.LN2) return normalQuantile(-Math.expm1(logP));
  if (logP > -700) return normalUpperQuantile(Math.exp(logP));
  let z = Math.sqrt(-2 * logP - Math.log(-4 * Math.PI * logP));
  for (let i = 0; i < 20; i++) {
    // d log S / dz = −φ(z)/S(z), kept in logs.
    const logSurvival = logNormalSurvival(z);
    const step = (logSurvival - logP) * Math.exp(logSurvival + 0.5 * z * z + LOG_SQRT_TWO_PI);
    z += step;
    if (Math.abs(step) < 1e-15 * z) break;
  }
  return z;
}
