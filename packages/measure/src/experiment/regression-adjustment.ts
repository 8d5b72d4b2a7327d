import { solvePositiveDefinite } from "@attune/math/linear/cholesky";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { sampleCovariance } from "./arm-estimate.ts";
import { type PairEstimate, satterthwaite } from "./pair-estimate.ts";
import type { RegressionStatistics } from "./sufficient-statistics.ts";

/** One arm's regression of the outcome on centred covariates. */
interface ArmRegression {
  mean: number;
  covariateMeans: number[];
  coefficients: number[];
  residualVariance: number;
}

/**
 * Lin's regression adjustment with any number of covariates: each arm is regressed on its own, and read at the covariates' overall mean.
 * Never less precise than no adjustment in large samples, whatever the true relation. The variance counts the covariates as sampled too,
 * so the interval is about everyone who could come, not only those who came.
 * Assumes covariates from before the experiment, and more units than covariates in each arm.
 * Undetermined where a covariate is constant or a combination of others.
 * @see Lin (2013), Annals of Applied Statistics 7, 295–318; Negi, Wooldridge (2021), Econometric Reviews 40, 504–534
 */
export function regressionAdjustedPair(
  treated: RegressionStatistics,
  control: RegressionStatistics,
): PairEstimate | Undetermined {
  const armT = regress(treated);
  const armC = regress(control);
  if (armT === null || armC === null) {
    return undetermined(
      "collinear-covariates",
      "A covariate is constant within a variant, is a combination of others, or there are more covariates than units.",
    );
  }
  const total = treated.n + control.n;
  const size = armT.covariateMeans.length;
  const overall = armT.covariateMeans.map(
    (mean, j) => (treated.n * mean + control.n * armC.covariateMeans[j]!) / total,
  );
  const spread = pooledCovariance(treated, control, size);
  const adjusted = (arm: ArmRegression) =>
    arm.mean - arm.coefficients.reduce((sum, beta, j) => sum + beta * (arm.covariateMeans[j]! - overall[j]!), 0);
  const quadratic = (left: number[], right: number[]) =>
    left.reduce((sum, l, i) => sum + l * right.reduce((inner, r, j) => inner + r * spread[i]![j]!, 0), 0) / total;
  const residualT = armT.residualVariance / treated.n;
  const residualC = armC.residualVariance / control.n;
  if (!(residualT + residualC > 0)) {
    return undetermined("zero-variance", "Nothing is left to vary after the adjustment, so chance cannot be judged.");
  }
  return {
    treated: adjusted(armT),
    control: adjusted(armC),
    treatedVariance: residualT + quadratic(armT.coefficients, armT.coefficients),
    controlVariance: residualC + quadratic(armC.coefficients, armC.coefficients),
    covariance: quadratic(armT.coefficients, armC.coefficients),
    degreesOfFreedom: satterthwaite(residualT, treated.n - size - 1, residualC, control.n - size - 1),
    treatedUnits: treated.n,
    controlUnits: control.n,
  };
}

function regress({ n, sums, products }: RegressionStatistics): ArmRegression | null {
  const size = sums.length - 1;
  if (n <= size + 1) return null;
  const cov = (i: number, j: number) => sampleCovariance(n, sums[i]!, sums[j]!, products[i]![j]!);
  const indices = Array.from({ length: size }, (_, i) => i + 1);
  const matrix = indices.map((i) => indices.map((j) => cov(i, j)));
  const right = indices.map((i) => cov(0, i));
  const coefficients = solvePositiveDefinite(matrix, right);
  if (coefficients === null) return null;
  const explained = coefficients.reduce((sum, beta, j) => sum + beta * right[j]!, 0);
  return {
    mean: sums[0]! / n,
    covariateMeans: indices.map((i) => sums[i]! / n),
    coefficients,
    residualVariance: (Math.max(0, cov(0, 0) - explained) * (n - 1)) / (n - 1 - size),
  };
}

/** Covariance of the covariates within arms, pooled. */
function pooledCovariance(a: RegressionStatistics, b: RegressionStatistics, size: number): number[][] {
  const within = (s: RegressionStatistics, i: number, j: number) =>
    sampleCovariance(s.n, s.sums[i]!, s.sums[j]!, s.products[i]![j]!) * (s.n - 1);
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (within(a, i + 1, j + 1) + within(b, i + 1, j + 1)) / (a.n + b.n - 2)),
  );
}
