import {
  type BoostedTrees,
  type BoostingOptions,
  fitBoosting,
  predictBoosting,
} from "@attune/math/fit/boosting/gradient-boosting";
import { treeShap } from "@attune/math/fit/boosting/tree-shap";
import { sigmoid } from "@attune/math/fit/logistic";
import { fitPlatt, type PlattFit } from "@attune/math/fit/platt";
import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { type ClassifierQuality, classifierQuality } from "./classifier-quality.ts";

/** Rows of features, `columns[feature][row]`, and what came of them (0 or 1). */
export interface LabeledRows {
  columns: Float64Array[];
  outcome: Float64Array;
}

/** One feature's part in a prediction, in log odds: above 0 it speaks for the outcome. */
export interface PredictionReason {
  feature: string;
  /** NaN where the person has none. */
  value: number;
  contribution: number;
}

export interface Prediction {
  probability: number;
  /** Largest first, by size. With the mean prediction they add up to the score before calibration. */
  reasons: PredictionReason[];
}

export interface CalibratedClassifier {
  featureNames: readonly string[];
  predict(row: ArrayLike<number>): Prediction;
  /** Probabilities alone, for many rows. */
  probabilities(columns: readonly Float64Array[]): Float64Array;
  /** On rows that neither trees nor calibration have seen. */
  quality: ClassifierQuality;
}

const fewestOfEach = 30;
const reasonsKept = 5;

/**
 * Boosted trees on `training`, their scores made probabilities on `calibration` (Platt), judged on `test`: three periods, each later than the one before.
 * Undetermined where a period has fewer than 30 of either outcome.
 */
export function fitCalibratedClassifier(
  featureNames: readonly string[],
  { training, calibration, test }: { training: LabeledRows; calibration: LabeledRows; test: LabeledRows },
  rng: Rng,
  options: Partial<BoostingOptions> = {},
): CalibratedClassifier | Undetermined {
  for (const [period, { outcome }] of Object.entries({ training, calibration, test })) {
    const positives = outcome.reduce((sum, value) => sum + value, 0);
    if (Math.min(positives, outcome.length - positives) < fewestOfEach) {
      return undetermined(
        "too-few-outcomes",
        `The ${period} period has ${positives} of ${outcome.length} people with the outcome; ${fewestOfEach} with and without it are needed.`,
      );
    }
  }
  const model = fitBoosting(
    training.columns.map((values) => ({ values })),
    training.outcome,
    {
      loss: "logistic",
      trees: 200,
      learningRate: 0.05,
      maxLeaves: 15,
      earlyStopping: { share: 0.2, patience: 15, rng: rng.fork("held") },
      ...options,
    },
  );
  const scoresOf = ({ columns, outcome }: LabeledRows) => predictBoosting(model, columns, outcome.length);
  const platt = fitPlatt(scoresOf(calibration), calibration.outcome);
  const judged = scoresOf(test).map((score) => calibrated(platt, score));
  return {
    featureNames,
    predict: (row) => predictOne(model, platt, featureNames, row),
    probabilities: (columns) =>
      predictBoosting(model, columns, columns[0]?.length ?? 0).map((score) => calibrated(platt, score)),
    quality: classifierQuality(judged, test.outcome, rng.fork("quality")),
  };
}

function predictOne(
  model: BoostedTrees,
  platt: PlattFit,
  featureNames: readonly string[],
  row: ArrayLike<number>,
): Prediction {
  const [score] = predictBoosting(
    model,
    featureNames.map((_, feature) => Float64Array.of(row[feature]!)),
    1,
  );
  const { values } = treeShap(model, row);
  const reasons = featureNames
    .map((feature, i) => ({ feature, value: row[i]!, contribution: values[i]! }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, reasonsKept);
  return { probability: calibrated(platt, score!), reasons };
}

function calibrated({ slope, intercept }: PlattFit, score: number): number {
  return sigmoid(slope * score + intercept);
}
