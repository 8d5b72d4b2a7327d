const firstMs = 1_000;
const longestMs = 60_000;

/**
 * How long to wait before the next try: twice as long after each failure, from 1 s to 60 s, anywhere between half of that and all of it, so that
 * clients do not come back together; never less than the server asked for (`Retry-After`).
 *
 * @param failures in a row, at least 1
 * @param random in [0, 1)
 */
export function backOffMs(failures: number, random: number, askedMs = 0): number {
  const full = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.max(askedMs, full * (0.5 + random / 2));
}
