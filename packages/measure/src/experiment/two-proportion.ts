import { logChiSquareSurvival } from "@attune/math/distribution/chi-square";
import { logNormalSurvival } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ProportionStatistics } from "./sufficient-statistics.ts";

/** A statistic with its two-sided p and natural log p. */
export interface TestResult {
  statistic: number;
  pValue: number;
  logPValue: number;
}

/** The pooled z test of two proportions: the standard error under equality. Undetermined when nobody or everybody did it. */
export function pooledZTest(treated: ProportionStatistics, control: ProportionStatistics): TestResult | Undetermined {
  const total = treated.n + control.n;
  const pooled = (treated.successes + control.successes) / total;
  if (pooled === 0 || pooled === 1 || treated.n === 0 || control.n === 0) {
    return undetermined("zero-variance", "Nobody or everybody did it, so the variants cannot be told apart.");
  }
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / treated.n + 1 / control.n));
  const statistic = (treated.successes / treated.n - control.successes / control.n) / standardError;
  const logPValue = Math.min(0, Math.LN2 + logNormalSurvival(Math.abs(statistic)));
  return { statistic, pValue: Math.exp(logPValue), logPValue };
}

/** Pearson's chi-square of the 2×2 table, the square of the pooled z. */
export function chiSquareTest(treated: ProportionStatistics, control: ProportionStatistics): TestResult | Undetermined {
  return tableTest(treated, control, 0);
}

/** The same with Yates' continuity correction: too cautious, for comparing with tools that use it. */
export function yatesChiSquareTest(
  treated: ProportionStatistics,
  control: ProportionStatistics,
): TestResult | Undetermined {
  return tableTest(treated, control, 0.5);
}

function tableTest(
  treated: ProportionStatistics,
  control: ProportionStatistics,
  correction: number,
): TestResult | Undetermined {
  const total = treated.n + control.n;
  const successes = treated.successes + control.successes;
  const failures = total - successes;
  if (successes === 0 || failures === 0 || treated.n === 0 || control.n === 0) {
    return undetermined("zero-variance", "Nobody or everybody did it, so the variants cannot be told apart.");
  }
  const difference = Math.abs(treated.successes - (treated.n * successes) / total);
  const corrected = Math.max(0, difference - correction);
  const statistic = (corrected * corrected * total ** 3) / (treated.n * control.n * successes * failures);
  const logPValue = logChiSquareSurvival(statistic, 1);
  return { statistic, pValue: Math.exp(logPValue), logPValue };
}
