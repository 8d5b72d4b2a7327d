import type { Rng } from "../../rng.ts";
import { shuffle } from "../folds.ts";
import { sigmoid } from "../logistic.ts";
import { type BinnedFeature, binFeature, type FeatureColumn } from "./bin-features.ts";
import { growTree, type TreeWorkspace } from "./grow-tree.ts";
import { addTree, type RegressionTree } from "./regression-tree.ts";

/** Squared error for numbers, logistic for 0/1 (predictions are then log odds until asked for as probabilities). */
export type BoostingLoss = "squared" | "logistic";

export interface BoostingOptions {
  loss: BoostingLoss;
  /** Most trees; 100 by default. */
  trees?: number;
  learningRate?: number;
  maxLeaves?: number;
  minLeafRows?: number;
  l2?: number;
  weights?: Float64Array;
  /** Stops when a share of the rows held out has not improved for `patience` trees; off by default. */
  earlyStopping?: { share: number; patience: number; rng: Rng };
}

export interface BoostedTrees {
  loss: BoostingLoss;
  /** Prediction before the first tree. */
  base: number;
  trees: RegressionTree[];
  featureCount: number;
  /** Mean loss on the held-out rows after each tree; empty without early stopping. */
  validationLosses: number[];
}

/**
 * Histogram gradient boosting with scikit-learn's defaults (255 bins, rate 0.1, 31 leaves, 20 rows a leaf, no l2). Missing values, categories
 * and monotone features are handled in the trees. Deterministic. Trees × rows × features / 2 or so.
 * @see Friedman (2001), Annals of Statistics 29, 1189–1232; docs/methods/gradient-boosting.md
 */
export function fitBoosting(
  columns: readonly FeatureColumn[],
  outcome: ArrayLike<number>,
  options: BoostingOptions,
): BoostedTrees {
  return fitBinned(
    columns.map(binFeature),
    columns.map((column) => column.values),
    outcome,
    options,
  );
}

function fitBinned(
  features: readonly BinnedFeature[],
  columns: readonly Float64Array[],
  outcome: ArrayLike<number>,
  options: BoostingOptions,
): BoostedTrees {
  const { loss, weights, earlyStopping } = options;
  const n = outcome.length;
  const order = Array.from({ length: n }, (_, i) => i);
  if (earlyStopping !== undefined) shuffle(order, earlyStopping.rng);
  const held = Uint32Array.from(
    order.splice(0, earlyStopping === undefined ? 0 : Math.floor(earlyStopping.share * n)),
  ).sort();
  const training = Uint32Array.from(order).sort();
  const base = baseline(outcome, training, weights, loss);
  const model: BoostedTrees = { loss, base, trees: [], featureCount: columns.length, validationLosses: [] };
  if (columns.length === 0 || training.length === 0) return model;
  const predictions = new Float64Array(n).fill(base);
  const gradients = new Float64Array(n);
  const hessians = loss === "squared" && weights === undefined ? null : new Float64Array(n);
  const workspace: TreeWorkspace = {
    rows: training.slice(),
    spare: new Uint32Array(training.length),
    gathered: new Float64Array((hessians === null ? 1 : 2) * training.length),
  };
  const rules = {
    maxLeaves: options.maxLeaves ?? 31,
    minLeafRows: options.minLeafRows ?? 20,
    minLeafHessian: 1e-3,
    l2: options.l2 ?? 0,
    learningRate: options.learningRate ?? 0.1,
  };
  const heldColumns = columns.map((column) => Float64Array.from(held, (row) => column[row]!));
  const heldPredictions = new Float64Array(held.length).fill(base);
  for (let step = 0; step < (options.trees ?? 100); step++) {
    fillGradients(gradients, hessians, predictions, outcome, weights, loss);
    workspace.rows.set(training);
    const tree = growTree(features, gradients, hessians, predictions, workspace, training.length, rules);
    if (tree.feature[0] === -1) break;
    model.trees.push(tree);
    if (earlyStopping === undefined) continue;
    addTree(tree, heldColumns, heldPredictions);
    model.validationLosses.push(meanLoss(heldPredictions, outcome, held, weights, loss));
    const best = model.validationLosses.indexOf(Math.min(...model.validationLosses));
    if (step - best >= earlyStopping.patience) {
      model.trees.length = best + 1;
      break;
    }
  }
  return model;
}

/** Log odds or means before any tree, plus the trees. */
export function predictBoosting(model: BoostedTrees, columns: readonly Float64Array[], rows: number): Float64Array {
  const result = new Float64Array(rows).fill(model.base);
  for (const tree of model.trees) addTree(tree, columns, result);
  return result;
}

/** Predictions on the outcome's scale: means, or probabilities for the logistic loss. */
export function predictResponse(model: BoostedTrees, columns: readonly Float64Array[], rows: number): Float64Array {
  const raw = predictBoosting(model, columns, rows);
  return model.loss === "logistic" ? raw.map(sigmoid) : raw;
}

/** How much of the loss each feature took off, as shares of 1 (all 0 without any split). */
export function gainImportance(model: BoostedTrees): Float64Array {
  const gains = new Float64Array(model.featureCount);
  for (const tree of model.trees) {
    for (let node = 0; node < tree.feature.length; node++) {
      if (tree.feature[node]! >= 0) gains[tree.feature[node]!]! += tree.gain[node]!;
    }
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? gains.map((gain) => gain / total) : gains;
}

function baseline(
  outcome: ArrayLike<number>,
  rows: Uint32Array,
  weights: Float64Array | undefined,
  loss: BoostingLoss,
): number {
  let sum = 0;
  let total = 0;
  for (const row of rows) {
    const weight = weights?.[row] ?? 1;
    sum += weight * outcome[row]!;
    total += weight;
  }
  const mean = total > 0 ? sum / total : 0;
  if (loss === "squared") return mean;
  // An outcome that never varies would have infinite log odds.
  const inside = Math.min(1 - 1e-12, Math.max(1e-12, mean));
  return Math.log(inside / (1 - inside));
}

function fillGradients(
  gradients: Float64Array,
  hessians: Float64Array | null,
  predictions: Float64Array,
  outcome: ArrayLike<number>,
  weights: Float64Array | undefined,
  loss: BoostingLoss,
): void {
  for (let i = 0; i < gradients.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (loss === "squared") {
      gradients[i] = weight * (predictions[i]! - outcome[i]!);
      if (hessians !== null) hessians[i] = weight;
    } else {
      const p = sigmoid(predictions[i]!);
      gradients[i] = weight * (p - outcome[i]!);
      hessians![i] = weight * p * (1 - p);
    }
  }
}

function meanLoss(
  predictions: Float64Array,
  outcome: ArrayLike<number>,
  rows: Uint32Array,
  weights: Float64Array | undefined,
  loss: BoostingLoss,
): number {
  let sum = 0;
  let total = 0;
  rows.forEach((row, i) => {
    const weight = weights?.[row] ?? 1;
    const value = predictions[i]!;
    const y = outcome[row]!;
    sum +=
      weight *
      (loss === "squared" ? (value - y) ** 2 : Math.max(value, 0) - y * value + Math.log1p(Math.exp(-Math.abs(value))));
    total += weight;
  });
  return sum / total;
}
