import { binFeature, type FeatureColumn } from "@attune/math/fit/boosting/bin-features";
import type { BoostedTrees } from "@attune/math/fit/boosting/gradient-boosting";
import { growTree } from "@attune/math/fit/boosting/grow-tree";

export interface RankedQueries {
  columns: readonly FeatureColumn[];
  /** Rows of query q are `queryStart[q]` to `queryStart[q + 1]`, exclusive. */
  queryStart: Uint32Array;
  /** 1 where the row was chosen, 0 where not. */
  relevant: Uint8Array;
}

export interface LambdaMartParameters {
  trees: number;
  learningRate: number;
  maxLeaves: number;
  minLeafRows: number;
  l2: number;
}

/**
 * Trees whose sum puts what was chosen first: gradient boosting on λ-gradients, each pair of a query pulled apart by how much swapping it would change
 * NDCG [Burges 2010, "From RankNet to LambdaRank to LambdaMART"]. `predictBoosting` and `treeShap` take the result. Deterministic.
 * Trees × rows × features / 2, and trees × chosen × rows of a query.
 */
export function fitLambdaMart(
  { columns, queryStart, relevant }: RankedQueries,
  parameters: LambdaMartParameters,
): BoostedTrees {
  const rows = relevant.length;
  const features = columns.map(binFeature);
  const predictions = new Float64Array(rows);
  const gradients = new Float64Array(rows);
  const hessians = new Float64Array(rows);
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  const workspace = { rows: all.slice(), spare: new Uint32Array(rows), gathered: new Float64Array(2 * rows) };
  const { maxLeaves, minLeafRows, l2, learningRate, trees } = parameters;
  const rules = { maxLeaves, minLeafRows, minLeafHessian: 1e-3, l2, learningRate };
  const model: BoostedTrees = {
    loss: "squared",
    base: 0,
    trees: [],
    featureCount: columns.length,
    validationLosses: [],
  };
  for (let step = 0; step < trees; step++) {
    gradients.fill(0);
    hessians.fill(0);
    for (let query = 0; query + 1 < queryStart.length; query++) {
      addLambdas(queryStart[query]!, queryStart[query + 1]!, relevant, predictions, gradients, hessians);
    }
    workspace.rows.set(all);
    const tree = growTree(features, gradients, hessians, predictions, workspace, rows, rules);
    if (tree.feature[0] === -1) break;
    model.trees.push(tree);
  }
  return model;
}

/** Adds −λ and its slope for each pair of a chosen and a passed-over row. */
export function addLambdas(
  from: number,
  to: number,
  relevant: Uint8Array,
  predictions: Float64Array,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  const order = Array.from({ length: to - from }, (_, i) => from + i).sort(
    (a, b) => predictions[b]! - predictions[a]! || a - b,
  );
  const discount = order.map((_, rank) => 1 / Math.log2(rank + 2));
  const chosen = order.filter((row) => relevant[row] === 1).length;
  const ideal = discount.slice(0, chosen).reduce((sum, value) => sum + value, 0);
  order.forEach((high, i) => {
    if (relevant[high] !== 1) return;
    order.forEach((low, j) => {
      if (relevant[low] === 1) return;
      const change = Math.abs(discount[i]! - discount[j]!) / ideal;
      const doubt = 1 / (1 + Math.exp(predictions[high]! - predictions[low]!));
      gradients[high]! -= change * doubt;
      gradients[low]! += change * doubt;
      const slope = change * doubt * (1 - doubt);
      hessians[high]! += slope;
      hessians[low]! += slope;
    });
  });
}
