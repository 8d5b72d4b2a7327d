import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { meanArm, ratioArm, sampleCovariance } from "./arm-estimate.ts";
import { type PairEstimate, satterthwaite } from "./pair-estimate.ts";
import type { CovariateStatistics, RatioCovariateStatistics } from "./sufficient-statistics.ts";

/** A pair adjusted by CUPED, with what the adjustment was worth. */
export interface AdjustedPair {
  pair: PairEstimate;
  /** The coefficient of the covariate. */
  theta: number;
  /** Variance of the adjusted difference over that of the raw one: 1 − ρ² when the covariate is as good in both arms. */
  varianceRatio: number;
}

/** One arm's outcome and covariate as estimates with their joint variance. */
interface ArmWithCovariate {
  n: number;
  value: number;
  covariate: number;
  variance: number;
  covariateVariance: number;
  covariance: number;
}

/**
 * CUPED for a mean: θ = cov(y, x)/var(x) over both arms together, effect = (ȳ_t − ȳ_c) − θ(x̄_t − x̄_c).
 * Assumes that the covariate was measured before the experiment: anything the treatment can change biases the effect.
 * The control stays the raw control mean, so a lift is relative to what people see, and its covariance with the effect is kept
 * (leaving that out made published lift intervals too narrow: GrowthBook pull request 3610).
 * @see Deng, Xu, Kohavi, Walker (2013), Improving the sensitivity of online controlled experiments, WSDM; docs/methods/cuped.md
 */
export function cupedPair(treated: CovariateStatistics, control: CovariateStatistics): AdjustedPair | Undetermined {
  const both = {
    n: treated.n + control.n,
    sum: treated.sum + control.sum,
    covariateSum: treated.covariateSum + control.covariateSum,
    covariateSumSquares: treated.covariateSumSquares + control.covariateSumSquares,
    crossSum: treated.crossSum + control.crossSum,
  };
  const covariateVariance = sampleCovariance(both.n, both.covariateSum, both.covariateSum, both.covariateSumSquares);
  if (!(covariateVariance > 0)) return constantCovariate();
  const theta = sampleCovariance(both.n, both.sum, both.covariateSum, both.crossSum) / covariateVariance;
  const armT = armWithCovariate(treated);
  if (isUndetermined(armT)) return armT;
  const armC = armWithCovariate(control);
  if (isUndetermined(armC)) return armC;
  return adjust(armT, armC, theta);
}

/**
 * CUPED for a ratio metric with the same ratio before the experiment as covariate, both linearized by the delta method;
 * θ from the sum of the arms' covariances over the sum of their variances, as GrowthBook defines it.
 */
export function cupedRatioPair(
  treated: RatioCovariateStatistics,
  control: RatioCovariateStatistics,
): AdjustedPair | Undetermined {
  const armT = ratioArmWithCovariate(treated);
  if (isUndetermined(armT)) return armT;
  const armC = ratioArmWithCovariate(control);
  if (isUndetermined(armC)) return armC;
  const covariateVariance = armT.covariateVariance * armT.n + armC.covariateVariance * armC.n;
  if (!(covariateVariance > 0)) return constantCovariate();
  const theta = (armT.covariance * armT.n + armC.covariance * armC.n) / covariateVariance;
  return adjust(armT, armC, theta);
}

function constantCovariate(): Undetermined {
  return undetermined("constant-covariate", "The covariate is the same for every unit, so it cannot reduce the noise.");
}

function armWithCovariate(s: CovariateStatistics): ArmWithCovariate | Undetermined {
  const outcome = meanArm(s);
  if (isUndetermined(outcome)) return outcome;
  const covariate = meanArm({ n: s.n, sum: s.covariateSum, sumSquares: s.covariateSumSquares });
  if (isUndetermined(covariate)) return covariate;
  return {
    n: s.n,
    value: outcome.value,
    covariate: covariate.value,
    variance: outcome.variance,
    covariateVariance: covariate.variance,
    covariance: sampleCovariance(s.n, s.sum, s.covariateSum, s.crossSum) / s.n,
  };
}

function ratioArmWithCovariate(s: RatioCovariateStatistics): ArmWithCovariate | Undetermined {
  const outcome = ratioArm(s);
  if (isUndetermined(outcome)) return outcome;
  const before = ratioArm({
    n: s.n,
    numeratorSum: s.preNumeratorSum,
    numeratorSumSquares: s.preNumeratorSumSquares,
    denominatorSum: s.preDenominatorSum,
    denominatorSumSquares: s.preDenominatorSumSquares,
    crossSum: s.preCrossSum,
  });
  if (isUndetermined(before)) return before;
  const cov = (sum: number, preSum: number, product: number) => sampleCovariance(s.n, sum, preSum, product);
  // Cov of the linearized ratios (m − R·d)/d̄ and (m₀ − R₀·d₀)/d̄₀.
  const covariance =
    (cov(s.numeratorSum, s.preNumeratorSum, s.numeratorPreNumerator) -
      before.value * cov(s.numeratorSum, s.preDenominatorSum, s.numeratorPreDenominator) -
      outcome.value * cov(s.denominatorSum, s.preNumeratorSum, s.denominatorPreNumerator) +
      outcome.value * before.value * cov(s.denominatorSum, s.preDenominatorSum, s.denominatorPreDenominator)) /
    ((s.denominatorSum / s.n) * (s.preDenominatorSum / s.n));
  return {
    n: s.n,
    value: outcome.value,
    covariate: before.value,
    variance: outcome.variance,
    covariateVariance: before.variance,
    covariance: covariance / s.n,
  };
}

function adjust(treated: ArmWithCovariate, control: ArmWithCovariate, theta: number): AdjustedPair | Undetermined {
  const residual = (arm: ArmWithCovariate) =>
    Math.max(0, arm.variance - 2 * theta * arm.covariance + theta * theta * arm.covariateVariance);
  const residualT = residual(treated);
  const residualC = residual(control);
  const total = residualT + residualC;
  // A covariate that is the outcome itself leaves rounding, which is no variance.
  if (!(total > 1e-12 * (treated.variance + control.variance))) {
    return undetermined("zero-variance", "Nothing is left to vary after the adjustment, so chance cannot be judged.");
  }
  const effect = treated.value - control.value - theta * (treated.covariate - control.covariate);
  // Var(effect) = v_t + v_c − 2·covariance must give `total`, with the raw control as baseline.
  const covariance = theta * control.covariance;
  return {
    pair: {
      treated: control.value + effect,
      control: control.value,
      treatedVariance: total - control.variance + 2 * covariance,
      controlVariance: control.variance,
      covariance,
      degreesOfFreedom: satterthwaite(residualT, treated.n - 1, residualC, control.n - 1),
      treatedUnits: treated.n,
      controlUnits: control.n,
    },
    theta,
    varianceRatio: total / (treated.variance + control.variance),
  };
}
