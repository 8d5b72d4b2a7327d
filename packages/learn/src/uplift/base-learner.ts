import { type BoostingOptions, fitBoosting, predictResponse } from "@attune/math/fit/boosting/gradient-boosting";
import { fitRidge, predictPenalized } from "@attune/math/fit/ridge";
import type { Rng } from "@attune/math/rng";

/** Predicts a number for each row of new columns. */
export type Predictor = (columns: readonly Float64Array[], rows: number) => Float64Array;

/** Learns means (or, for a 0/1 outcome asked for as one, probabilities) from columns. */
export interface BaseLearner {
  fit(
    columns: readonly Float64Array[],
    outcome: Float64Array,
    options: { isBinary: boolean; weights?: Float64Array; rng: Rng },
  ): Predictor;
}

/** Gradient-boosted trees that stop where a fifth of the rows says so. */
export const boostedLearner: BaseLearner = {
  fit(columns, outcome, { isBinary, weights, rng }) {
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
    return (held, rows) => predictResponse(model, held, rows);
  },
};

/** Ridge regression on standardized columns; a 0/1 outcome is treated as a number. Missing values count as the mean. */
export const ridgeLearner: BaseLearner = {
  fit(columns, outcome, { weights }) {
    const scales = columns.map(scaleOf);
    const standardize = (of: readonly Float64Array[]) =>
      of.map((column, j) =>
        column.map((value) => (Number.isNaN(value) ? 0 : (value - scales[j]!.mean) / scales[j]!.deviation)),
      );
    const fit = fitRidge(standardize(columns), outcome, 1, weights);
    return (held, rows) => predictPenalized(fit, standardize(held), rows);
  },
};

function scaleOf(column: Float64Array): { mean: number; deviation: number } {
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
