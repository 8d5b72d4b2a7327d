import { splitFold, stratifiedFolds, takeRows } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import { type BaseLearner, type LearnOptions, type Predictor, predictorOf } from "./base-learner.ts";
import { isBinaryOutcome, rowsOfArm, takeUpliftRows, type UpliftData } from "./uplift-data.ts";
import { learnImputedEffects } from "./x-effects.ts";

/** How uplift is put together from ordinary predictions. */
export type MetaLearner = "s" | "t" | "x" | "r" | "dr";

export interface UpliftOptions {
  learner: MetaLearner;
  base: BaseLearner;
  /** The chance of treatment where it is known (a test); learned from the columns where it is not. */
  propensity?: number;
  /** Threads at most, this one included (the `x` learner); 2 unless given. The answer is the same to the last bit. */
  threads?: number;
  rng: Rng;
}

/** Predictions from other rows than their own. */
export interface UpliftNuisance {
  propensity: Float64Array;
  treatedOutcome: Float64Array;
  controlOutcome: Float64Array;
}

const folds = 3;
/** No learned propensity comes nearer to 0 or 1 than this. */
const propensityFloor = 0.01;

/**
 * Learns individual uplift.
 * - `s`: one model with the treatment among its features. - `t`: one model an arm. - `x`: each arm's effects imputed from the other's model,
 * weighted by the propensity [Künzel et al. 2019]. - `r`: residual on residual [Nie and Wager 2021]. - `dr`: regression of the doubly
 * robust score [Kennedy 2023].
 * Assumes that nothing unmeasured moves both treatment and outcome: it holds in a test or holdout.
 * @see docs/methods/uplift.md
 */
export function fitUplift(data: UpliftData, options: UpliftOptions): Predictor {
  switch (options.learner) {
    case "s":
      return fitS(data, options);
    case "t":
      return fitT(data, options);
    case "x":
      return fitX(data, options);
    case "r":
      return fitR(data, options);
    case "dr":
      return fitDr(data, options);
  }
}

/** Learns, and puts what was learned to work. */
function fit(
  base: BaseLearner,
  columns: readonly Float64Array[],
  outcome: Float64Array,
  options: LearnOptions,
): Predictor {
  return predictorOf(base.learn(columns, outcome, options));
}

function fitArm(data: UpliftData, arm: 0 | 1, { base, rng }: UpliftOptions): Predictor {
  const { columns, outcome } = takeUpliftRows(data, rowsOfArm(data.treated, arm));
  return fit(base, columns, outcome, { isBinary: isBinaryOutcome(data.outcome), rng: rng.fork(`arm/${arm}`) });
}

function fitS(data: UpliftData, { base, rng }: UpliftOptions): Predictor {
  const arm = Float64Array.from(data.treated);
  const predict = fit(base, [...data.columns, arm], data.outcome, { isBinary: isBinaryOutcome(data.outcome), rng });
  return (columns, rows) => {
    const one = predict([...columns, new Float64Array(rows).fill(1)], rows);
    const zero = predict([...columns, new Float64Array(rows)], rows);
    return one.map((value, i) => value - zero[i]!);
  };
}

function fitT(data: UpliftData, options: UpliftOptions): Predictor {
  const one = fitArm(data, 1, options);
  const zero = fitArm(data, 0, options);
  return (columns, rows) => {
    const base = zero(columns, rows);
    return one(columns, rows).map((value, i) => value - base[i]!);
  };
}

function fitX(data: UpliftData, options: UpliftOptions): Predictor {
  const effects = learnImputedEffects(data, options).map(predictorOf);
  const propensity = fitPropensity(data, options);
  return (columns, rows) => {
    const [fromControls, fromTreated] = effects.map((predict) => predict(columns, rows));
    return propensity(columns, rows).map((e, i) => e * fromControls![i]! + (1 - e) * fromTreated![i]!);
  };
}

function fitR(data: UpliftData, options: UpliftOptions): Predictor {
  const { propensity, treatedOutcome, controlOutcome } = crossFitUplift(data, options);
  const rest = propensity.map((e, i) => data.treated[i]! - e);
  const target = data.outcome.map((y, i) => {
    const mean = propensity[i]! * treatedOutcome[i]! + (1 - propensity[i]!) * controlOutcome[i]!;
    return (y - mean) / rest[i]!;
  });
  const weights = rest.map((value) => value * value);
  const learning = { isBinary: false, weights, rng: options.rng.fork("effect") };
  return predictorOf(options.base.learnEffect(data.columns, target, learning));
}

function fitDr(data: UpliftData, options: UpliftOptions): Predictor {
  const scores = doublyRobustScores(data, crossFitUplift(data, options));
  return predictorOf(
    options.base.learnEffect(data.columns, scores, { isBinary: false, rng: options.rng.fork("effect") }),
  );
}

/** Each person's doubly robust score: its mean over any group is an estimate of that group's effect. */
export function doublyRobustScores(
  { treated, outcome }: UpliftData,
  { propensity, treatedOutcome, controlOutcome }: UpliftNuisance,
): Float64Array {
  return outcome.map((y, i) => {
    const e = propensity[i]!;
    const correction = treated[i] === 1 ? (y - treatedOutcome[i]!) / e : -(y - controlOutcome[i]!) / (1 - e);
    return treatedOutcome[i]! - controlOutcome[i]! + correction;
  });
}

/** Nuisances for every row from folds that do not hold it. */
export function crossFitUplift(data: UpliftData, options: UpliftOptions): UpliftNuisance {
  const n = data.outcome.length;
  const foldOf = stratifiedFolds(data.treated, folds, options.rng.fork("folds"));
  const result: UpliftNuisance = {
    propensity: new Float64Array(n),
    treatedOutcome: new Float64Array(n),
    controlOutcome: new Float64Array(n),
  };
  for (let fold = 0; fold < folds; fold++) {
    const { inside, outside } = splitFold(foldOf, fold);
    const training = takeUpliftRows(data, outside);
    const held = data.columns.map((column) => takeRows(column, inside));
    const of = { ...options, rng: options.rng.fork(`fold/${fold}`) };
    const put = (into: Float64Array, predict: Predictor) => {
      const values = predict(held, inside.length);
      for (let k = 0; k < inside.length; k++) into[inside[k]!] = values[k]!;
    };
    put(result.propensity, fitPropensity(training, of));
    put(result.treatedOutcome, fitArm(training, 1, of));
    put(result.controlOutcome, fitArm(training, 0, of));
  }
  return result;
}

function fitPropensity(data: UpliftData, { base, propensity, rng }: UpliftOptions): Predictor {
  if (propensity !== undefined) return (_, rows) => new Float64Array(rows).fill(propensity);
  const arm = Float64Array.from(data.treated);
  const predict = fit(base, data.columns, arm, { isBinary: true, rng: rng.fork("propensity") });
  return (columns, rows) =>
    predict(columns, rows).map((e) => Math.min(1 - propensityFloor, Math.max(propensityFloor, e)));
}
