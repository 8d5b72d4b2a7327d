import { type BanditPolicy, indexPolicy } from "./policy.ts";

/** Mean plus √(2 ln t / n), rewards in [0, 1] [Auer et al. 2002, UCB1]. Deterministic but for ties: what it plays has propensity 1, so give it a floor before its log is to be evaluated. */
export function ucb1(): BanditPolicy {
  return indexPolicy("ucb1", ({ count, sum }) => {
    const time = count.reduce((all, n) => all + n, 0);
    return sum.map((total, arm) => {
      const n = count[arm]!;
      return n > 0 ? total / n + Math.sqrt((2 * Math.log(Math.max(1, time))) / n) : Number.POSITIVE_INFINITY;
    });
  });
}
