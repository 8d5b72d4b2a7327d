import { logGamma } from "./log-gamma.ts";

/** Beyond this argument the series takes hundreds of terms, and the connection to 1 − z is tried first. */
const seriesLimit = 0.9;
const maxTerms = 2_000_000;
/** With c − a − b closer than this to an integer the two parts of the connection are large and opposite. */
const nearInteger = 0.003;

/**
 * ₂F₁(a, b; c; z) for real parameters, c > 0 and z < 1: the power series, after Pfaff's transformation for z < 0, Euler's where it shortens
 * the series, and the connection to 1 − z near 1. Relative error about 1e-13 where a, b ≥ 0 (all terms have one sign); where a or b is
 * negative, relative to the largest term. Near 1 with c − a − b within 0.003 of an integer it is
 * interpolated between its neighbours, to about 1e-10.
 * @see DLMF 15.2.1, 15.8.1, 15.8.4.
 */
export function hypergeometric2f1(a: number, b: number, c: number, z: number): number {
  if (!(c > 0) || !(z < 1)) return Number.NaN;
  if (z === 0 || a === 0 || b === 0) return 1;
  if (z < 0) {
    const inner = z / (z - 1);
    // Either parameter may be the one that stays: the one that leaves the other positive keeps the terms of one sign.
    return c - b >= 0 || c - a < 0
      ? (1 - z) ** -a * hypergeometric2f1(a, c - b, c, inner)
      : (1 - z) ** -b * hypergeometric2f1(c - a, b, c, inner);
  }
  if (z > seriesLimit && c - a - b > -150) {
    const excess = c - a - b;
    const toInteger = excess - Math.round(excess);
    return Math.abs(toInteger) > nearInteger
      ? aroundOne(a, b, c, z)
      : besideInteger(a, b + toInteger, c, z, -toInteger);
  }
  const isShorterByEuler = Math.abs((c - a) * (c - b)) < Math.abs(a * b) && c - a >= 0 && c - b >= 0;
  return isShorterByEuler ? (1 - z) ** (c - a - b) * series(c - a, c - b, c, z) : series(a, b, c, z);
}

function series(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < maxTerms; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (term === 0) return sum;
    const ratio = Math.abs((((a + n + 1) * (b + n + 1)) / ((c + n + 1) * (n + 2))) * z);
    // What is left is at most a geometric series.
    if (ratio < 1 && (Math.abs(term) * ratio) / (1 - Math.max(ratio, z)) < 1e-17 * Math.abs(sum)) return sum;
  }
  return Number.NaN;
}

/** [DLMF 15.8.4] */
function aroundOne(a: number, b: number, c: number, z: number): number {
  const excess = c - a - b;
  const regular = gammaRatio([c, excess], [c - a, c - b]) * series(a, b, 1 - excess, 1 - z);
  const singular = gammaRatio([c, -excess], [a, b], excess * Math.log1p(-z)) * series(c - a, c - b, 1 + excess, 1 - z);
  return regular + singular;
}

/** Six-point interpolation in b, around where c − a − b is an integer: the function is entire in b. `shift` of b from there is below 0.003. */
function besideInteger(a: number, b: number, c: number, z: number, shift: number): number {
  const nodes = [-0.012, -0.008, -0.004, 0.004, 0.008, 0.012];
  return nodes.reduce((sum, node) => {
    const weight = nodes.reduce(
      (product, other) => (other === node ? product : (product * (shift - other)) / (node - other)),
      1,
    );
    return sum + weight * aroundOne(a, b + node, c, z);
  }, 0);
}

/** e^logFactor·∏Γ(above)/∏Γ(below), arguments of either sign. */
function gammaRatio(above: readonly number[], below: readonly number[], logFactor = 0): number {
  let log = logFactor;
  let sign = 1;
  for (const x of above) {
    log += logAbsGamma(x);
    sign *= signOfGamma(x);
  }
  for (const x of below) {
    if (x <= 0 && Number.isInteger(x)) return 0;
    log -= logAbsGamma(x);
    sign *= signOfGamma(x);
  }
  return sign * Math.exp(log);
}

function logAbsGamma(x: number): number {
  return x > 0 ? logGamma(x) : Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
}

function signOfGamma(x: number): number {
  return x > 0 || Math.floor(x) % 2 === 0 ? 1 : -1;
}
