import { invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { type PairEstimate, satterthwaite } from "./pair-estimate.ts";

/** One variant's units: the outcome, and columns of covariates from before the experiment. */
export interface UnitColumns {
  outcome: Float64Array;
  covariates: readonly Float64Array[];
}

/** One arm read at the covariates' overall mean. */
interface ArmFit {
  value: number;
  variance: number;
  degreesOfFreedom: number;
}

/**
 * Lin's regression adjustment from units, with the HC2 standard error: OLS on treatment and centred covariates, fully interacted, which is
 * one regression per arm. HC2 divides each squared residual by 1 − its leverage and so stays honest with few units and many covariates,
 * where `regressionAdjustedPair`, from sums, is a few percent too narrow; sums cannot know leverages. The covariates' overall mean counts
 * as known, as in statsmodels.
 * Assumes covariates from before the experiment, and more units than covariates in each arm.
 * Undetermined where a covariate is constant within an arm or a combination of others, or a unit determines its own fit.
 * @see Lin (2013), Annals of Applied Statistics 7, 295–318; MacKinnon, White (1985), Journal of Econometrics 29, 305–325
 */
export function linRegressionPair(treated: UnitColumns, control: UnitColumns): PairEstimate | Undetermined {
  const units = treated.outcome.length + control.outcome.length;
  const centre = treated.covariates.map(
    (column, j) => (sum(column) + sum(control.covariates[j] ?? new Float64Array())) / units,
  );
  const armT = fitAt(treated, centre);
  const armC = fitAt(control, centre);
  if (armT === null || armC === null) {
    return undetermined(
      "collinear-covariates",
      "A covariate is constant within a variant, is a combination of others, or there are more covariates than units.",
    );
  }
  if (!(armT.variance + armC.variance > 0)) {
    return undetermined("zero-variance", "Nothing is left to vary after the adjustment, so chance cannot be judged.");
  }
  return {
    treated: armT.value,
    control: armC.value,
    treatedVariance: armT.variance,
    controlVariance: armC.variance,
    covariance: 0,
    degreesOfFreedom: satterthwaite(armT.variance, armT.degreesOfFreedom, armC.variance, armC.degreesOfFreedom),
    treatedUnits: treated.outcome.length,
    controlUnits: control.outcome.length,
  };
}

/** The regression's value at `centre`: Σ wᵢyᵢ with wᵢ = 1/n − (x̄ − centre)ᵀS⁻¹(xᵢ − x̄); HC2 variance Σ wᵢ²eᵢ²/(1 − hᵢ). */
function fitAt({ outcome, covariates }: UnitColumns, centre: readonly number[]): ArmFit | null {
  const n = outcome.length;
  const size = covariates.length;
  if (n <= size + 1) return null;
  const means = covariates.map((column) => sum(column) / n);
  const scales = covariates.map((column, j) => Math.sqrt(column.reduce((total, v) => total + (v - means[j]!) ** 2, 0)));
  if (scales.some((scale) => !(scale > 0))) return null;
  // Standardized, so that pivots tell collinearity apart from small units.
  const x = covariates.map((column, j) => column.map((v) => (v - means[j]!) / scales[j]!));
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) inverse[i * size + j] = dot(x[i]!, x[j]!);
  if (size > 0 && !(invertPositiveDefinite(inverse, size) && isTrusted(inverse, size))) return null;
  const mean = sum(outcome) / n;
  const products = x.map((column) => dot(column, outcome));
  const slopes = rowsTimes(inverse, products);
  const shift = rowsTimes(
    inverse,
    means.map((value, j) => (value - centre[j]!) / scales[j]!),
  );
  let variance = 0;
  const at = new Array<number>(size);
  for (let unit = 0; unit < n; unit++) {
    for (let j = 0; j < size; j++) at[j] = x[j]![unit]!;
    const leverage = 1 / n + inner(at, rowsTimes(inverse, at));
    if (!(leverage < 1 - 1e-9)) return null;
    const weight = 1 / n - inner(shift, at);
    const residual = outcome[unit]! - mean - inner(slopes, at);
    variance += (weight * weight * residual * residual) / (1 - leverage);
  }
  const value = mean - means.reduce((total, m, j) => total + (slopes[j]! * (m - centre[j]!)) / scales[j]!, 0);
  return { value, variance, degreesOfFreedom: n - size - 1 };
}

/** An inverse correlation matrix's diagonal is the variance inflation of each covariate: beyond 1e10 it is another one's copy. */
function isTrusted(inverse: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) if (!(inverse[j * size + j]! < 1e10)) return false;
  return true;
}

function rowsTimes(matrix: Float64Array, vector: readonly number[]): number[] {
  const size = vector.length;
  return vector.map((_, i) => vector.reduce((total, value, j) => total + matrix[i * size + j]! * value, 0));
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, j) => total + value * b[j]!, 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
