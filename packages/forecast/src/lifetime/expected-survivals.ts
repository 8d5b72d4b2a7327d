/**
 * Σ over the periods k = 1, 2, … up to `time` of P(still alive at k)·e^(−discount·k), where each period is survived with probability 1 − θ,
 * θ ~ Beta(stop, stay). `time` may be Infinity where discount > 0; a part of a period does not count.
 */
export function expectedSurvivals(
  { stop, stay }: { stop: number; stay: number },
  time: number,
  discount: number,
): number {
  const factor = Math.exp(-discount);
  const end = Math.min(Math.floor(time), discount > 0 ? Math.ceil(37 / discount) : Infinity);
  let alive = 1;
  let sum = 0;
  for (let k = 0; k < end; k++) {
    alive *= (factor * (stay + k)) / (stop + stay + k);
    sum += alive;
  }
  return sum;
}
