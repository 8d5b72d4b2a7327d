import { logChiSquareSurvival } from "@attune/math/distribution/chi-square";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ProportionStatistics } from "./sufficient-statistics.ts";
import type { TestResult } from "./two-proportion.ts";

/**
 * Pearson's chi-square of "all variants have the same share": the one question before any pair of an A/B/n test is compared.
 * Variants − 1 degrees of freedom. Undetermined when nobody or everybody did it.
 */
export function equalSharesTest(arms: readonly ProportionStatistics[]): TestResult | Undetermined {
  const n = arms.reduce((sum, arm) => sum + arm.n, 0);
  const share = arms.reduce((sum, arm) => sum + arm.successes, 0) / n;
  if (!(share > 0 && share < 1) || arms.length < 2) {
    return undetermined("zero-variance", "Nobody or everybody did it, so the variants cannot be told apart.");
  }
  const statistic = arms.reduce(
    (sum, arm) => sum + (arm.successes - arm.n * share) ** 2 / (arm.n * share * (1 - share)),
    0,
  );
  const logPValue = logChiSquareSurvival(statistic, arms.length - 1);
  return { statistic, pValue: Math.exp(logPValue), logPValue };
}
