import { normalCdf, normalDensity } from "@attune/math/distribution/normal";
import { type BinnedFeature, binFeature } from "@attune/math/fit/boosting/bin-features";
import { growTree } from "@attune/math/fit/boosting/grow-tree";
import { leafOf, type RegressionTree } from "@attune/math/fit/boosting/regression-tree";
import { shuffle } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import type { UpliftNuisance } from "./meta-learners.ts";
import type { UpliftData } from "./uplift-data.ts";

export interface CausalForestOptions {
  /** Pairs of trees that share a half sample; 200 by default. */
  pairs?: number;
  minLeafRows?: number;
  maxLeaves?: number;
  rng: Rng;
}

/** Uplift with its standard error, one per row; a row that no tree can place has NaN in both. */
export interface ForestPrediction {
  effect: Float64Array;
  standardError: Float64Array;
}

export interface CausalForest {
  predict(columns: readonly Float64Array[], rows: number): ForestPrediction;
}

interface HonestTree {
  tree: RegressionTree;
  /** Columns that the tree may look at: its feature f is column `columns[f]`. */
  columns: number[];
  /** Means of T̃·Ỹ and T̃² over the estimation rows of each leaf; NaN where none fell into it. */
  product: Float64Array;
  square: Float64Array;
}

/** The centered data: treatment less propensity, outcome less its mean given the columns. */
interface Centered {
  treatment: Float64Array;
  outcome: Float64Array;
}

const treesPerBag = 2;

/**
 * An honest causal forest: treatment and outcome centered by cross-fitted nuisances, trees grown on one half of their sample to tell effects
 * apart, effects estimated on the other half, and averaged as weights of a local residual-on-residual regression. Splits use the pseudo-outcomes
 * of the whole tree sample (grf renews them in each node). Intervals by the bootstrap of little bags with grf's Bayesian correction.
 * Assumes (1) nothing unmeasured moves both treatment and outcome; (2) overlap.
 * @see Athey, Tibshirani and Wager (2019), Generalized random forests, Annals of Statistics 47, 1148–1178, §3 and §4.1; docs/methods/uplift.md
 */
export function fitCausalForest(
  data: UpliftData,
  nuisance: UpliftNuisance,
  options: CausalForestOptions,
): CausalForest {
  const { rng, pairs = 200 } = options;
  const features = data.columns.map((values) => binFeature({ values }));
  const centered: Centered = {
    treatment: nuisance.propensity.map((e, i) => data.treated[i]! - e),
    outcome: nuisance.propensity.map(
      (e, i) => data.outcome[i]! - e * nuisance.treatedOutcome[i]! - (1 - e) * nuisance.controlOutcome[i]!,
    ),
  };
  const all = Array.from(data.outcome.keys());
  const bags = Array.from({ length: pairs }, (_, bag) => {
    const bagRng = rng.fork(bag);
    shuffle(all, bagRng);
    const half = all.slice(0, Math.floor(all.length / 2));
    return Array.from({ length: treesPerBag }, () => growHonest(data, features, centered, half, options, bagRng));
  });
  return { predict: (columns, rows) => predictForest(bags, columns, rows) };
}

function growHonest(
  data: UpliftData,
  features: readonly BinnedFeature[],
  centered: Centered,
  half: number[],
  options: CausalForestOptions,
  rng: Rng,
): HonestTree {
  const order = [...half];
  shuffle(order, rng);
  const middle = Math.floor(order.length / 2);
  const growing = Uint32Array.from(order.slice(0, middle));
  const columns = Array.from(features.keys());
  shuffle(columns, rng);
  columns.length = Math.min(columns.length, Math.ceil(Math.sqrt(columns.length)) + 20);
  const tree = growTree(
    columns.map((column) => features[column]!),
    pseudoGradients(centered, growing),
    null,
    new Float64Array(data.outcome.length),
    { rows: growing.slice(), spare: new Uint32Array(middle), gathered: new Float64Array(middle) },
    middle,
    {
      maxLeaves: options.maxLeaves ?? 256,
      minLeafRows: options.minLeafRows ?? 5,
      minLeafHessian: 0,
      l2: 0,
      learningRate: 1,
    },
  );
  const own = columns.map((column) => data.columns[column]!);
  const product = new Float64Array(tree.feature.length);
  const square = new Float64Array(tree.feature.length);
  const counts = new Float64Array(tree.feature.length);
  for (const row of order.slice(middle)) {
    const leaf = leafOf(tree, own, row);
    product[leaf]! += centered.treatment[row]! * centered.outcome[row]!;
    square[leaf]! += centered.treatment[row]! ** 2;
    counts[leaf]! += 1;
  }
  return {
    tree,
    columns,
    product: product.map((sum, i) => sum / counts[i]!),
    square: square.map((sum, i) => sum / counts[i]!),
  };
}

/** −T̃·(Ỹ − τT̃)/mean T̃² with τ of these rows: trees on it separate rows whose own effect lies above or below [eq. 8]. */
function pseudoGradients({ treatment, outcome }: Centered, rows: Uint32Array): Float64Array {
  let product = 0;
  let square = 0;
  for (const row of rows) {
    product += treatment[row]! * outcome[row]!;
    square += treatment[row]! ** 2;
  }
  const effect = product / square;
  const gradients = new Float64Array(treatment.length);
  for (const row of rows) {
    gradients[row] = (-treatment[row]! * (outcome[row]! - effect * treatment[row]!) * rows.length) / square;
  }
  return gradients;
}

function predictForest(
  bags: readonly HonestTree[][],
  columns: readonly Float64Array[],
  rows: number,
): ForestPrediction {
  const views = bags.map((bag) => bag.map((honest) => honest.columns.map((column) => columns[column]!)));
  const effect = new Float64Array(rows);
  const standardError = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    // Bags with a tree that cannot place the row say nothing of it.
    const parts = bags
      .map((bag, b) =>
        bag.map((honest, t) => {
          const leaf = leafOf(honest.tree, views[b]![t]!, row);
          return { product: honest.product[leaf]!, square: honest.square[leaf]! };
        }),
      )
      .filter((bag) => bag.every((part) => Number.isFinite(part.square)));
    const flat = parts.flat();
    const product = mean(flat.map((part) => part.product));
    const square = mean(flat.map((part) => part.square));
    effect[row] = product / square;
    const scores = parts.map((bag) => bag.map((part) => part.product - effect[row]! * part.square));
    standardError[row] = Math.sqrt(littleBagsVariance(scores)) / square;
  }
  return { effect, standardError };
}

/** Variance between bags less what single trees add by chance, kept positive by a Bayesian correction. */
function littleBagsVariance(scores: readonly number[][]): number {
  const means = scores.map(mean);
  const center = mean(means);
  const between = mean(means.map((value) => (value - center) ** 2));
  const within = mean(
    scores.map((bag, b) => bag.reduce((sum, score) => sum + (score - means[b]!) ** 2, 0) / (bag.length - 1)),
  );
  const noise = within / treesPerBag;
  const initial = between - noise;
  const spread = Math.max(between, noise) * Math.sqrt(2 / scores.length);
  const ratio = initial / spread;
  return initial + (spread * normalDensity(ratio)) / normalCdf(ratio);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
