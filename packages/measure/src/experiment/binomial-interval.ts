import { betaQuantile } from "@attune/math/distribution/beta";
import { normalUpperQuantile } from "@attune/math/distribution/normal";
import type { ProportionStatistics } from "./sufficient-statistics.ts";

/** Wilson's score interval of a proportion: right size also for few successes. @see Wilson (1927), JASA 22, 209–212 */
export function wilsonInterval({ n, successes }: ProportionStatistics, alpha = 0.05): [number, number] {
  const z = normalUpperQuantile(alpha / 2);
  const p = successes / n;
  const z2 = z * z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}

/** The Bayesian interval with Jeffreys' prior Beta(½, ½). @see Brown, Cai, DasGupta (2001), Statistical Science 16, 101–133 */
export function jeffreysInterval({ n, successes }: ProportionStatistics, alpha = 0.05): [number, number] {
  const quantile = (p: number) => betaQuantile(p, successes + 0.5, n - successes + 0.5);
  return [successes === 0 ? 0 : quantile(alpha / 2), successes === n ? 1 : quantile(1 - alpha / 2)];
}

/** The exact interval: never covers less than it says, usually more. @see Clopper, Pearson (1934), Biometrika 26, 404–413 */
export function clopperPearsonInterval({ n, successes }: ProportionStatistics, alpha = 0.05): [number, number] {
  return [
    successes === 0 ? 0 : betaQuantile(alpha / 2, successes, n - successes + 1),
    successes === n ? 1 : betaQuantile(1 - alpha / 2, successes + 1, n - successes),
  ];
}
