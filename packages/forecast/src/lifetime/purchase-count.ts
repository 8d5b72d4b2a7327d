import { logGamma } from "@attune/math/special/log-gamma";

/**
 * P(x repeat purchases within `time` after the first), BG/NBD; (r, α, a, b) as a vector. O(x).
 * @see Fader, Hardie & Lee (2005), eq. 8.
 */
export function bgNbdCountProbability([r, alpha, a, b]: Float64Array, x: number, time: number): number {
  const z = time / (alpha! + time);
  const logRest = r! * Math.log(alpha! / (alpha! + time));
  const logCount = (j: number) => logGamma(r! + j) - logGamma(r!) - logGamma(j + 1) + logRest + j * Math.log(z);
  const logBeta = (p: number, q: number) => logGamma(p) + logGamma(q) - logGamma(p + q);
  const alive = Math.exp(logBeta(a!, b! + x) - logBeta(a!, b!) + logCount(x));
  if (x === 0) return alive;
  let fewer = 0;
  for (let j = 0; j < x; j++) fewer += Math.exp(logCount(j));
  return alive + Math.exp(logBeta(a! + 1, b! + x - 1) - logBeta(a!, b!)) * (1 - fewer);
}
