import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { MeanStatistics, ProportionStatistics, RatioStatistics } from "./sufficient-statistics.ts";

/**
 * One variant's metric as every comparison takes it: a value that is asymptotically normal, and how uncertain it is.
 * Means, proportions, ratios, quantiles and adjusted means all become one of these, so each test is written once.
 */
export interface ArmEstimate {
  value: number;
  /** Variance of `value` (its squared standard error), not of single units. */
  variance: number;
  /** Degrees of freedom of `variance`: units − 1, or clusters − 1. */
  degreesOfFreedom: number;
  n: number;
}

/** Below this share of Σy² a variance is what rounding left of zero. */
const ROUNDING = 1e-13;

/** Σ(y − ȳ)(x − x̄)/(n − 1) from sums; exactly 0 where only rounding is left. */
export function sampleCovariance(n: number, sumY: number, sumX: number, sumYX: number): number {
  const centred = sumYX - (sumY / n) * sumX;
  return Math.abs(centred) <= ROUNDING * Math.abs(sumYX) ? 0 : centred / (n - 1);
}

/** Why sums cannot be used: too few units to have a variance, or something that is not a number. */
function fault(n: number, sums: readonly number[]): Undetermined | null {
  if (!Number.isFinite(n) || !sums.every(Number.isFinite)) {
    return undetermined("not-finite", "The metric holds a value that is not a finite number.");
  }
  if (n < 2)
    return undetermined("too-few-units", `A comparison needs at least 2 units in each variant; this one has ${n}.`);
  return null;
}

/** The mean of a metric per unit; its variance with n − 1. */
export function meanArm({ n, sum, sumSquares }: MeanStatistics): ArmEstimate | Undetermined {
  const wrong = fault(n, [sum, sumSquares]);
  if (wrong !== null) return wrong;
  const variance = sampleCovariance(n, sum, sum, sumSquares);
  if (!(variance >= -1e-9 * sumSquares && variance < Infinity)) {
    return undetermined(
      "inconsistent-sums",
      "The sum of squares does not fit the sum: these sums come from no set of values.",
    );
  }
  return { value: sum / n, variance: Math.max(0, variance) / n, degreesOfFreedom: n - 1, n };
}

/** The share of units that did it; variance p(1 − p)/n. */
export function proportionArm({ n, successes }: ProportionStatistics): ArmEstimate | Undetermined {
  const wrong = fault(n, [successes]);
  if (wrong !== null) return wrong;
  if (successes < 0 || successes > n) {
    return undetermined("not-a-proportion", `${successes} successes cannot come from ${n} units.`);
  }
  const p = successes / n;
  return { value: p, variance: (p * (1 - p)) / n, degreesOfFreedom: n - 1, n };
}

/**
 * Σm/Σd of a metric whose denominator varies from unit to unit (revenue per order, clicks per view), by the delta method:
 * Var ≈ (s²ₘ − 2R·sₘ,d + R²·s²_d)/(n·d̄²). Units without a denominator leave no residual m − R·d: where their number is known, the
 * variance has the small-sample factor and the degrees of freedom of the others. With a single one of these the variance is unknown.
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD.
 */
export function ratioArm(s: RatioStatistics): ArmEstimate | Undetermined {
  const wrong = fault(s.n, [
    s.numeratorSum,
    s.numeratorSumSquares,
    s.denominatorSum,
    s.denominatorSumSquares,
    s.crossSum,
  ]);
  if (wrong !== null) return wrong;
  if (s.denominatorSum === 0) return undetermined("zero-denominator", "The ratio's denominator is zero.");
  const informative = s.unitsWithDenominator ?? s.n;
  // One unit's (Σd)² is its Σd²: its residual is zero by construction, not because it does not vary.
  const isSingle = Math.abs(s.denominatorSum ** 2 - s.denominatorSumSquares) <= 1e-12 * s.denominatorSumSquares;
  if (informative < 2 || isSingle) {
    return undetermined("too-few-units", "A single unit has a denominator, so the spread of the ratio is unknown.");
  }
  const ratio = s.numeratorSum / s.denominatorSum;
  const denominatorMean = s.denominatorSum / s.n;
  const residualVariance =
    sampleCovariance(s.n, s.numeratorSum, s.numeratorSum, s.numeratorSumSquares) -
    2 * ratio * sampleCovariance(s.n, s.numeratorSum, s.denominatorSum, s.crossSum) +
    ratio * ratio * sampleCovariance(s.n, s.denominatorSum, s.denominatorSum, s.denominatorSumSquares);
  const floor = ROUNDING * (s.numeratorSumSquares / s.n);
  const fewer = (informative / (informative - 1)) * ((s.n - 1) / s.n);
  const variance =
    residualVariance <= floor ? 0 : (fewer * residualVariance) / (s.n * denominatorMean * denominatorMean);
  if (!(Math.abs(ratio) < Infinity && variance * s.n < Infinity)) {
    return undetermined(
      "denominator-near-zero",
      "The ratio's denominators cancel each other out, so it could be anything.",
    );
  }
  return { value: ratio, variance, degreesOfFreedom: informative - 1, n: s.n };
}
