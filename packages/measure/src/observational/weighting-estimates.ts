import { coefficientCovariance, standardErrorOf } from "@attune/math/fit/coefficient-covariance";
import { takeRows } from "@attune/math/fit/folds";
import { constantColumn, leastSquares } from "@attune/math/fit/least-squares";
import { fitLogistic, type LogisticFit } from "@attune/math/fit/logistic";
import type { Rng } from "@attune/math/rng";
import { augmentedDifference, influenceStandardError } from "@attune/math/weighting/augmented-difference";
import { balancingWeights, type Estimand } from "@attune/math/weighting/balancing-weights";
import { weightedDifference } from "@attune/math/weighting/weighted-difference";
import type { MethodEstimate } from "@attune/model/effect-study";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { crossFit, linearNuisance, type NuisanceLearner } from "./cross-fit.ts";
import { methodEstimate } from "./method-estimate.ts";
import type { TreatmentData } from "./treatment-data.ts";

/** The propensity of the whole data, by logistic regression. */
export interface PropensityFit extends LogisticFit {
  /** The constant, then the covariates. */
  columns: Float64Array[];
}

/** Logistic propensity of treatment; undetermined where the covariates separate the arms, naming those that do. */
export function fitPropensity(data: TreatmentData): PropensityFit | Undetermined {
  const columns = [constantColumn(data.outcome.length), ...data.covariates.map((column) => column.values)];
  const fit = fitLogistic(columns, data.treated);
  if (fit.kind === "fitted") return { ...fit, columns };
  const names = fit.columns.map((j) => data.covariates[j - 1]!.name).join(", ");
  return undetermined(
    "perfect-separation",
    `Treated and untreated do not overlap: ${names} tells them apart without error, so there is nobody to compare with.`,
  );
}

/** Regression, weights by the logistic propensity, and AIPW by regressions. */
export function weightingEstimates(
  data: TreatmentData,
  propensity: PropensityFit,
  { estimand, trim }: { estimand: Estimand; trim: number },
  rng: Rng,
): MethodEstimate[] {
  const { outcome, treated } = data;
  const model = {
    propensity: propensity.probabilities,
    columns: propensity.kept.map((j) => propensity.columns[j]!),
    covariance: propensity.covariance,
    treated,
  };
  const weighted = (method: string, of: Estimand, kind: "hajek" | "horvitz-thompson") => {
    const weights = balancingWeights(model.propensity, treated, of, trim);
    const { effect, influence } = weightedDifference(outcome, treated, weights, kind, model);
    return methodEstimate(method, effect, influenceStandardError(influence));
  };
  const list = [regressionEstimate(trim > 0 ? withinTrim(data, propensity.probabilities, trim) : data)];
  if (estimand === "ate") list.push(weighted("horvitz-thompson", "ate", "horvitz-thompson"));
  if (estimand !== "overlap") list.push(weighted("hajek", estimand, "hajek"));
  list.push(weighted("overlap-weights", "overlap", "hajek"), augmentedEstimate(data, { estimand, trim }, rng));
  return list;
}

/** The rows that trimming keeps. */
function withinTrim(data: TreatmentData, propensity: Float64Array, trim: number): TreatmentData {
  const rows = Int32Array.from(
    [...propensity.keys()].filter((i) => propensity[i]! >= trim && propensity[i]! <= 1 - trim),
  );
  return {
    outcome: takeRows(data.outcome, rows),
    treated: Uint8Array.from(rows, (row) => data.treated[row]!),
    covariates: data.covariates.map(({ name, values }) => ({ name, values: takeRows(values, rows) })),
  };
}

/** AIPW with five-fold cross-fitted nuisances, linear and logistic unless said. */
export function augmentedEstimate(
  data: TreatmentData,
  { estimand, trim }: { estimand: Estimand; trim: number },
  rng: Rng,
  learner: NuisanceLearner = linearNuisance,
  method = "aipw",
): MethodEstimate {
  const nuisance = crossFit(data, learner, 5, rng);
  const { effect, influence } = augmentedDifference(data.outcome, data.treated, nuisance, estimand, trim);
  return methodEstimate(method, effect, influenceStandardError(influence));
}

/** Least squares of the outcome on the treatment and the covariates, HC3 errors: one effect for all. */
export function regressionEstimate({ outcome, treated, covariates }: TreatmentData): MethodEstimate {
  const columns = [
    constantColumn(outcome.length),
    ...covariates.map((column) => column.values),
    Float64Array.from(treated),
  ];
  const fit = leastSquares({ columns, outcome });
  const at = columns.length - 1;
  const error = standardErrorOf(fit, coefficientCovariance(fit, columns, "hc3"), at) ?? Number.NaN;
  return methodEstimate("regression", fit.coefficients[at]!, error, fit.degreesOfFreedom);
}
