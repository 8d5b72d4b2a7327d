import { directionNumbers } from "./direction-numbers.ts";

/** Dimensions that the table of direction numbers reaches. */
export const mostDimensions = directionNumbers.length + 1;

const BITS = 32;

/**
 * One dimension of a Sobol' sequence: `n` points in (0, 1) that fill it evenly, together with all other dimensions. The k-th point of every dimension
 * belong together.
 * @param dimension 0 … `mostDimensions` − 1
 * @param seed scrambles the digits, as Owen has it: every point is then uniform, whatever the seed, and the sequence fills as evenly as before.
 *   Null leaves them, and the first point is 0.
 * @see Sobol' (1967); Antonov, Saleev (1979) for the order; Owen (1995); Burley (2020), JCGT 9(4), for the hash that scrambles
 */
export function sobolColumn(dimension: number, n: number, seed: number | null): Float64Array {
  const directions = directionsOf(dimension);
  const column = new Float64Array(n);
  const key = seed === null ? 0 : mixed(seed ^ Math.imul(dimension + 1, 0x9e3779b9));
  let x = 0;
  for (let k = 0; k < n; k++) {
    column[k] = seed === null ? (x >>> 0) / 2 ** BITS : (scrambled(x, key) + 0.5) / 2 ** BITS;
    // Gray code: the place of the lowest zero bit of k tells which direction comes in.
    x ^= directions[31 - Math.clz32(~k & (k + 1))]!;
  }
  return column;
}

function directionsOf(dimension: number): Int32Array {
  const directions = new Int32Array(BITS);
  if (dimension === 0) {
    for (let i = 0; i < BITS; i++) directions[i] = 1 << (31 - i);
    return directions;
  }
  const [polynomial = 0, ...initial] = directionNumbers[dimension - 1]!;
  const degree = initial.length;
  for (let i = 0; i < degree && i < BITS; i++) directions[i] = initial[i]! << (31 - i);
  for (let i = degree; i < BITS; i++) {
    let v = directions[i - degree]! ^ (directions[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) {
      if (((polynomial >>> (degree - 1 - k)) & 1) === 1) v ^= directions[i - k]!;
    }
    directions[i] = v;
  }
  return directions;
}

/** Owen's nested scramble by Laine and Karras' hash, which lets a digit depend on those above it only. */
function scrambled(x: number, key: number): number {
  let v = reversed(x);
  v = (v + key) | 0;
  v ^= Math.imul(v, 0x6c50b47c);
  v ^= Math.imul(v, 0xb82f1e52);
  v ^= Math.imul(v, 0xc7afe638);
  v ^= Math.imul(v, 0x8d22f6e6);
  return reversed(v) >>> 0;
}

function reversed(x: number): number {
  let v = x;
  v = ((v >>> 1) & 0x55555555) | ((v & 0x55555555) << 1);
  v = ((v >>> 2) & 0x33333333) | ((v & 0x33333333) << 2);
  v = ((v >>> 4) & 0x0f0f0f0f) | ((v & 0x0f0f0f0f) << 4);
  v = ((v >>> 8) & 0x00ff00ff) | ((v & 0x00ff00ff) << 8);
  return (v >>> 16) | (v << 16);
}

/** The finalizer of murmur3. */
function mixed(seed: number): number {
  let h = seed | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
