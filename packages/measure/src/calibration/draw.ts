import type { Rng } from "@attune/math/rng";
import type { MeanStatistics, ProportionStatistics } from "../experiment/sufficient-statistics.ts";

/** Successes among n by waiting times: O(n·p). @see Devroye (1986), Non-uniform random variate generation, p. 525 */
export function drawBinomial(rng: Rng, n: number, p: number): number {
  if (p > 0.5) return n - drawBinomial(rng, n, 1 - p);
  if (p <= 0) return 0;
  const logFailure = Math.log1p(-p);
  let position = 0;
  let successes = 0;
  for (;;) {
    position += Math.floor(Math.log(1 - rng.uniform()) / logFailure) + 1;
    if (position > n) return successes;
    successes += 1;
  }
}

export function drawShare(rng: Rng, n: number, p: number): ProportionStatistics {
  return { n, successes: drawBinomial(rng, n, p) };
}

/** The sums of n independent values. */
export function drawMean(n: number, value: () => number): MeanStatistics {
  let sum = 0;
  let sumSquares = 0;
  for (let i = 0; i < n; i++) {
    const y = value();
    sum += y;
    sumSquares += y * y;
  }
  return { n, sum, sumSquares };
}

/** Spend of n visitors of whom a share buys for a log-normal amount; the others spend nothing. */
export function drawSpend(rng: Rng, n: number, share: number, sigma: number): MeanStatistics {
  const buyers = drawBinomial(rng, n, share);
  return { ...drawMean(buyers, () => Math.exp(sigma * rng.normal())), n };
}
