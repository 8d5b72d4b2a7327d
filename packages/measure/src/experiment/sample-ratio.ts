import { logChiSquareSurvival } from "@attune/math/distribution/chi-square";
import { logGamma } from "@attune/math/special/log-gamma";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { TestResult } from "./two-proportion.ts";

/**
 * Sample ratio mismatch: whether the split of units fits the planned shares, by chi-square. A small p (alert below 0.001) says that
 * assignment, logging or filtering is broken, and that no estimate of this experiment can be trusted.
 * Undetermined with fewer than two variants, or no unit.
 * @see Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD; docs/methods/sample-ratio.md
 */
export function sampleRatioTest(counts: readonly number[], shares: readonly number[]): TestResult | Undetermined {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const shareTotal = shares.reduce((sum, share) => sum + share, 0);
  if (counts.length < 2 || total === 0) {
    return undetermined("too-few-variants", "The split needs at least two variants with units.");
  }
  const statistic = counts.reduce((sum, n, i) => {
    const expected = (total * shares[i]!) / shareTotal;
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  const logPValue = logChiSquareSurvival(statistic, counts.length - 1);
  return { statistic, pValue: Math.exp(logPValue), logPValue };
}

/**
 * The same at any time and as often as one likes: the Bayes factor of a Dirichlet mixture (centred on the plan, with `concentration`
 * units' worth of belief) against the plan is an e-process, so 1/largest is a valid p over all looks together.
 * `looks` are cumulative counts in order of time.
 * @see Lindon, Malek (2022), Anytime-valid inference for multinomial count data, NeurIPS
 */
export function sequentialSampleRatioTest(
  looks: readonly (readonly number[])[],
  shares: readonly number[],
  concentration = 10_000,
): { logEvidence: number; pValue: number } {
  const shareTotal = shares.reduce((sum, share) => sum + share, 0);
  const plan = shares.map((share) => share / shareTotal);
  let largest = 0;
  for (const counts of looks) largest = Math.max(largest, logBayesFactor(counts, plan, concentration));
  return { logEvidence: largest, pValue: Math.exp(-largest) };
}

function logBayesFactor(counts: readonly number[], plan: readonly number[], concentration: number): number {
  const total = counts.reduce((sum, n) => sum + n, 0);
  let logFactor = logGamma(concentration) - logGamma(concentration + total);
  counts.forEach((n, i) => {
    const prior = concentration * plan[i]!;
    logFactor += logGamma(prior + n) - logGamma(prior) - n * Math.log(plan[i]!);
  });
  return logFactor;
}
