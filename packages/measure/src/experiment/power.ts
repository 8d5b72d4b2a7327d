import { noncentralTCdf } from "@attune/math/distribution/noncentral-t";
import { normalSurvival, normalUpperQuantile } from "@attune/math/distribution/normal";
import { studentTUpperQuantile } from "@attune/math/distribution/student-t";
import { rootBetween } from "@attune/math/root-between";
import type { NormalPrior } from "./bayesian.ts";
import { sequentialCriticalValue } from "./confidence-sequence.ts";

/** Chance to find an effect, and chance of a false find. */
export interface ErrorRates {
  /** 0…1, usually 0.8. */
  power: number;
  /** Two-sided, usually 0.05. */
  alpha: number;
}

/** z_{1−α/2} + z_{power}: how many standard errors an effect must be to be found that often. */
export function detectableStandardErrors({ power, alpha }: ErrorRates): number {
  return normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power);
}

/** Control units for a difference of means by the normal formula; `ratio` is treated units per control unit. */
export function meanSampleSize(standardDeviation: number, effect: number, rates: ErrorRates, ratio = 1): number {
  return ((1 + 1 / ratio) * (detectableStandardErrors(rates) * standardDeviation) ** 2) / effect ** 2;
}

/** The smallest effect found with the given power by `units` control units and `ratio` times as many treated ones. */
export function minimumDetectableEffect(
  standardDeviation: number,
  units: number,
  rates: ErrorRates,
  ratio = 1,
): number {
  return detectableStandardErrors(rates) * standardDeviation * Math.sqrt((1 + 1 / ratio) / units);
}

/**
 * Control units for a difference of two proportions: the pooled standard error under equality, the separate one under the effect.
 * @see Fleiss, Levin, Paik (2003), Statistical methods for rates and proportions, eq. 4.14 (without continuity correction)
 */
export function proportionSampleSize(baseline: number, treatedShare: number, rates: ErrorRates, ratio = 1): number {
  const pooled = (baseline + ratio * treatedShare) / (1 + ratio);
  const underNull = (1 + 1 / ratio) * pooled * (1 - pooled);
  const underEffect = baseline * (1 - baseline) + (treatedShare * (1 - treatedShare)) / ratio;
  const z = normalUpperQuantile(rates.alpha / 2) * Math.sqrt(underNull);
  return (z + normalUpperQuantile(1 - rates.power) * Math.sqrt(underEffect)) ** 2 / (treatedShare - baseline) ** 2;
}

/** Units per arm as Evan Miller's calculator has it: the baseline's variance twice under equality. */
export function millerSampleSize(baseline: number, treatedShare: number, { power, alpha }: ErrorRates): number {
  const underNull = Math.sqrt(2 * baseline * (1 - baseline));
  const underEffect = Math.sqrt(baseline * (1 - baseline) + treatedShare * (1 - treatedShare));
  const z = normalUpperQuantile(alpha / 2) * underNull + normalUpperQuantile(1 - power) * underEffect;
  return (z / (treatedShare - baseline)) ** 2;
}

/** Cohen's h, the difference of proportions on the arcsine scale, and the units per arm that find it. @see Cohen (1988), chapter 6 */
export function arcsineEffect(p1: number, p2: number): number {
  return 2 * Math.asin(Math.sqrt(p1)) - 2 * Math.asin(Math.sqrt(p2));
}

/** Units per arm that find Cohen's h with the given power, both tails counted. */
export function arcsineSampleSize(h: number, { power, alpha }: ErrorRates): number {
  const z = normalUpperQuantile(alpha / 2);
  const found = (n: number) => {
    const drift = Math.abs(h) * Math.sqrt(n / 2);
    return normalSurvival(z - drift) + normalSurvival(z + drift) - power;
  };
  return rootBetween(found, 1e-3, 100 / h ** 2, 1e-9);
}

/** Power of the two-sample t test for a standardized effect d. Exact, by the noncentral t distribution. */
export function tTestPower(d: number, controlUnits: number, alpha: number, ratio = 1): number {
  const df = controlUnits * (1 + ratio) - 2;
  const noncentrality = d * Math.sqrt((controlUnits * ratio) / (1 + ratio));
  const critical = studentTUpperQuantile(alpha / 2, df);
  return 1 - noncentralTCdf(critical, df, noncentrality) + noncentralTCdf(-critical, df, noncentrality);
}

/** Control units that give the two-sample t test its power, not rounded. */
export function tTestSampleSize(d: number, { power, alpha }: ErrorRates, ratio = 1): number {
  const start = ((1 + 1 / ratio) * detectableStandardErrors({ power, alpha }) ** 2) / d ** 2;
  const missing = (n: number) => tTestPower(d, n, alpha, ratio) - power;
  return rootBetween(missing, Math.max(2.1, start * 0.5), start * 2 + 10, 1e-10);
}

/** Power of a z test, both tails counted, for an effect of so many standard errors. */
export function zTestPower(standardErrors: number, critical: number): number {
  return normalSurvival(critical - standardErrors) + normalSurvival(critical + standardErrors);
}

/** What an experiment has shown so far, for asking how much longer it must run. */
export interface ProgressSoFar {
  /** Standard error of the effect or lift now. */
  standardError: number;
  /** Units in both arms now. */
  units: number;
  /** The effect one does not want to miss, in the same unit as the standard error. */
  targetEffect: number;
}

/** How many times the present units are still needed with a fixed-horizon test; 0 when there are enough. @see GrowthBook, mid-experiment power */
export function furtherUnitsFactor(
  { standardError, targetEffect }: ProgressSoFar,
  { power, alpha }: ErrorRates,
): number {
  const critical = normalUpperQuantile(alpha / 2);
  return solveFactor((factor) => zTestPower((targetEffect * Math.sqrt(1 + factor)) / standardError, critical) - power);
}

/** The same under a confidence sequence. */
export function furtherUnitsFactorSequential(
  { standardError, units, targetEffect }: ProgressSoFar,
  { power, alpha }: ErrorRates,
  tuning?: number,
): number {
  return solveFactor((factor) => {
    const critical = sequentialCriticalValue(units * (1 + factor), alpha, tuning);
    return zTestPower((targetEffect * Math.sqrt(1 + factor)) / standardError, critical) - power;
  });
}

/**
 * The same when the posterior under a normal prior of the effect must exclude zero. @see GrowthBook, mid-experiment power
 */
export function furtherUnitsFactorBayesian(
  { standardError, targetEffect }: Pick<ProgressSoFar, "standardError" | "targetEffect">,
  prior: NormalPrior,
  { power, alpha }: ErrorRates,
): number {
  const z = normalUpperQuantile(alpha / 2);
  return solveFactor((factor) => {
    const variance = standardError ** 2 / (1 + factor);
    // The estimate at which the posterior mean is z posterior deviations from zero, less what the prior brings.
    const needed = variance * Math.sqrt(1 / prior.variance + 1 / variance) * z;
    const brought = (variance * prior.mean) / prior.variance;
    const deviation = Math.sqrt(variance);
    const above = normalSurvival((needed - brought - targetEffect) / deviation);
    const below = normalSurvival((needed + brought + targetEffect) / deviation);
    return above + below - power;
  });
}

function solveFactor(missing: (factor: number) => number): number {
  if (missing(0) >= 0) return 0;
  let high = 1;
  while (missing(high) < 0 && high < 1e9) high *= 2;
  return high >= 1e9 ? Infinity : rootBetween(missing, 0, high, 1e-9);
}
