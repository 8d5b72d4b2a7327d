import { splitFold, stratifiedFolds, takeRows } from "@attune/math/fit/folds";
import { constantColumn, leastSquares, linearPredictor } from "@attune/math/fit/least-squares";
import { fitLogistic, predictLogistic } from "@attune/math/fit/logistic";
import type { Rng } from "@attune/math/rng";
import type { Nuisance } from "@attune/math/weighting/augmented-difference";
import type { TreatmentData } from "./treatment-data.ts";

/** How the nuisances are learned: the propensity from rows of both arms, an outcome from rows of one. */
export interface NuisanceLearner {
  propensity(
    columns: readonly Float64Array[],
    treated: Float64Array,
  ): (columns: readonly Float64Array[], rows: number) => Float64Array;
  outcome(
    columns: readonly Float64Array[],
    outcome: Float64Array,
  ): (columns: readonly Float64Array[], rows: number) => Float64Array;
}

/** Nuisances for each row from the other folds; folds keep the share of the treated. */
export function crossFit(data: TreatmentData, learner: NuisanceLearner, folds: number, rng: Rng): Nuisance {
  const { outcome, treated, covariates } = data;
  const n = outcome.length;
  const columns = covariates.map((column) => column.values);
  const foldOf = stratifiedFolds(treated, folds, rng);
  const result: Nuisance = {
    propensity: new Float64Array(n),
    treatedOutcome: new Float64Array(n),
    controlOutcome: new Float64Array(n),
  };
  for (let fold = 0; fold < folds; fold++) {
    const { inside, outside } = splitFold(foldOf, fold);
    const ofArm = (arm: number) => outside.filter((i) => treated[i] === arm);
    const take = (rows: Int32Array) => columns.map((column) => takeRows(column, rows));
    const held = take(inside);
    const put = (into: Float64Array, values: Float64Array) => {
      for (let k = 0; k < inside.length; k++) into[inside[k]!] = values[k]!;
    };
    put(result.propensity, learner.propensity(take(outside), takeRows(treated, outside))(held, inside.length));
    for (const arm of [0, 1] as const) {
      const rows = ofArm(arm);
      const predict = learner.outcome(take(rows), takeRows(outcome, rows));
      put(arm === 1 ? result.treatedOutcome : result.controlOutcome, predict(held, inside.length));
    }
  }
  return result;
}

/** The smallest propensity (and distance from 1) that a learner may answer: no row weighs more than 10,000. */
const propensityFloor = 1e-4;

/**
 * Logistic regression for the propensity, least squares for the outcomes. A line drawn through few people with an unusual past runs far beyond everything
 * that was ever seen when another such person is held out: no outcome is foretold outside those that it learned from, no propensity outside those that it gives them.
 * @see Gruber & van der Laan (2010), on bounding the outcome regression
 */
export const linearNuisance: NuisanceLearner = {
  propensity(columns, treated) {
    const withConstant = [constantColumn(treated.length), ...columns];
    const free = fitLogistic(withConstant, treated);
    // A fold may separate where the whole does not; a small penalty keeps its answer finite.
    const fit = free.kind === "fitted" ? free : fitLogistic(withConstant, treated, { penalty: 1 });
    const coefficients = fit.kind === "fitted" ? fit.coefficients : new Float64Array(withConstant.length);
    const [least, most] = rangeOf(predictLogistic(withConstant, coefficients, treated.length));
    const floor = Math.max(propensityFloor, least);
    const ceiling = Math.min(1 - propensityFloor, most);
    return (held, rows) =>
      predictLogistic([constantColumn(rows), ...held], coefficients, rows).map((p) =>
        Math.min(ceiling, Math.max(floor, p)),
      );
  },
  outcome(columns, outcome) {
    const fit = leastSquares({ columns: [constantColumn(outcome.length), ...columns], outcome });
    const [least, most] = rangeOf(outcome);
    return (held, rows) =>
      linearPredictor([constantColumn(rows), ...held], fit.coefficients, rows).map((value) =>
        Math.min(most, Math.max(least, value)),
      );
  },
};

function rangeOf(values: Float64Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
