import {
  type BoostedTrees,
  type BoostingOptions,
  fitBoosting,
  predictResponse,
} from "@attune/math/fit/boosting/gradient-boosting";
import { fitRidge, type PenalizedFit, predictPenalized } from "@attune/math/fit/ridge";
import type { Rng } from "@attune/math/rng";

/** Predicts a number for each row of new columns. */
export type Predictor = (columns: readonly Float64Array[], rows: number) => Float64Array;

/** What was learned, as plain data: it can go from one thread to another. */
export type LearnedModel =
  | { kind: "trees"; model: BoostedTrees }
  | { kind: "ridge"; model: PenalizedFit; scales: readonly ColumnScale[] };

/** Learns means (or, for a 0/1 outcome asked for as one, probabilities) from columns. */
export interface BaseLearner {
  name: "trees" | "ridge";
  learn(columns: readonly Float64Array[], outcome: Float64Array, options: LearnOptions): LearnedModel;
  /** The same for imputed effects, which are simpler than outcomes and noisier. */
  learnEffect(columns: readonly Float64Array[], effect: Float64Array, options: LearnOptions): LearnedModel;
}

export interface LearnOptions {
  isBinary: boolean;
  weights?: Float64Array;
  rng: Rng;
}

/** Gradient-boosted trees that stop where a fifth of the rows says so. */
export const boostedLearner: BaseLearner = {
  name: "trees",
  learn(columns, outcome, { isBinary, weights, rng }) {
    const isSmall = outcome.length < 5000;
    const options: BoostingOptions = {
      loss: isBinary ? "logistic" : "squared",
      trees: isSmall ? 300 : 100,
      learningRate: isSmall ? 0.05 : 0.1,
      maxLeaves: isSmall ? 8 : 31,
      minLeafRows: isSmall ? 10 : 50,
      l2: 1,
      earlyStopping: { share: 0.2, patience: isSmall ? 20 : 10, rng },
      ...(weights === undefined ? {} : { weights }),
    };
    const model = fitBoosting(
      columns.map((values) => ({ values })),
      outcome,
      options,
    );
    return { kind: "trees", model };
  },
  learnEffect(columns, effect, options) {
    if (effect.length >= fewestForStopping) return this.learn(columns, effect, options);
    const { weights } = options;
    const model = fitBoosting(
      columns.map((values) => ({ values })),
      effect,
      {
        loss: "squared",
        trees: 100,
        maxLeaves: 4,
        minLeafRows: 5,
        l2: 1,
        ...(weights === undefined ? {} : { weights }),
      },
    );
    return { kind: "trees", model };
  },
};

/** Of fewer rows a fifth is too small to tell when to stop: stumps of a fixed number bend little. */
const fewestForStopping = 1000;

/** Ridge regression on standardized columns; a 0/1 outcome is treated as a number. Missing values count as the mean. */
export const ridgeLearner: BaseLearner = {
  name: "ridge",
  learn(columns, outcome, { weights }) {
    const scales = columns.map(scaleOf);
    return { kind: "ridge", model: fitRidge(standardize(columns, scales), outcome, 1, weights), scales };
  },
  learnEffect(columns, effect, options) {
    return this.learn(columns, effect, options);
  },
};

/** The learner of this name. */
export function learnerNamed(name: BaseLearner["name"]): BaseLearner {
  return name === "trees" ? boostedLearner : ridgeLearner;
}

/** A learned model at work. */
export function predictorOf(learned: LearnedModel): Predictor {
  if (learned.kind === "trees") return (columns, rows) => predictResponse(learned.model, columns, rows);
  return (columns, rows) => predictPenalized(learned.model, standardize(columns, learned.scales), rows);
}

interface ColumnScale {
  mean: number;
  deviation: number;
}

function standardize(columns: readonly Float64Array[], scales: readonly ColumnScale[]): Float64Array[] {
  return columns.map((column, j) =>
    column.map((value) => (Number.isNaN(value) ? 0 : (value - scales[j]!.mean) / scales[j]!.deviation)),
  );
}

function scaleOf(column: Float64Array): ColumnScale {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    count += 1;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  }
  return { mean, deviation: Math.sqrt(squares / Math.max(1, count)) || 1 };
}
