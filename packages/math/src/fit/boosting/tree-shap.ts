import type { BoostedTrees } from "./gradient-boosting.ts";
import { goesLeft, type RegressionTree } from "./regression-tree.ts";

/** One feature met on the way down, with the chance of following the path when the feature is out or in. */
interface PathStep {
  feature: number;
  zero: number;
  one: number;
  weight: number;
}

/**
 * Exact Shapley values of each feature for one row (`row[feature]`), on the scale of the raw prediction: they add up to the prediction less
 * the mean prediction by training cover, which is returned too. Leaves × depth² a tree.
 * @see Lundberg et al. (2020), Nature Machine Intelligence 2, 56–67, algorithm 2 (path-dependent)
 */
export function treeShap(model: BoostedTrees, row: ArrayLike<number>): { values: Float64Array; expected: number } {
  const values = new Float64Array(model.featureCount);
  let expected = model.base;
  for (const tree of model.trees) {
    expected += meanValue(tree, 0);
    descend(tree, row, values, 0, [], 1, 1, -1);
  }
  return { values, expected };
}

function meanValue(tree: RegressionTree, node: number): number {
  if (tree.feature[node] === -1) return tree.value[node]!;
  const left = tree.left[node]!;
  const right = tree.right[node]!;
  return (tree.cover[left]! * meanValue(tree, left) + tree.cover[right]! * meanValue(tree, right)) / tree.cover[node]!;
}

function descend(
  tree: RegressionTree,
  row: ArrayLike<number>,
  values: Float64Array,
  node: number,
  before: readonly PathStep[],
  zero: number,
  one: number,
  feature: number,
): void {
  let path = extend(before, zero, one, feature);
  const tested = tree.feature[node]!;
  if (tested === -1) {
    for (let i = 1; i < path.length; i++) {
      const step = path[i]!;
      values[step.feature]! += unwoundSum(path, i) * (step.one - step.zero) * tree.value[node]!;
    }
    return;
  }
  const isLeft = goesLeft(tree, node, row[tested]!);
  const hot = isLeft ? tree.left[node]! : tree.right[node]!;
  const cold = isLeft ? tree.right[node]! : tree.left[node]!;
  let incomingZero = 1;
  let incomingOne = 1;
  const met = path.findIndex((step, i) => i > 0 && step.feature === tested);
  if (met !== -1) {
    incomingZero = path[met]!.zero;
    incomingOne = path[met]!.one;
    path = unwind(path, met);
  }
  const share = (child: number) => (incomingZero * tree.cover[child]!) / tree.cover[node]!;
  descend(tree, row, values, hot, path, share(hot), incomingOne, tested);
  descend(tree, row, values, cold, path, share(cold), 0, tested);
}

function extend(before: readonly PathStep[], zero: number, one: number, feature: number): PathStep[] {
  const path = before.map((step) => ({ ...step }));
  const depth = path.length;
  path.push({ feature, zero, one, weight: depth === 0 ? 1 : 0 });
  for (let i = depth - 1; i >= 0; i--) {
    path[i + 1]!.weight += (one * path[i]!.weight * (i + 1)) / (depth + 1);
    path[i]!.weight = (zero * path[i]!.weight * (depth - i)) / (depth + 1);
  }
  return path;
}

function unwind(path: readonly PathStep[], at: number): PathStep[] {
  const result = path.map((step) => ({ ...step }));
  const depth = path.length - 1;
  const { one, zero } = path[at]!;
  let next = result[depth]!.weight;
  for (let i = depth - 1; i >= 0; i--) {
    if (one !== 0) {
      const before = result[i]!.weight;
      result[i]!.weight = (next * (depth + 1)) / ((i + 1) * one);
      next = before - (result[i]!.weight * zero * (depth - i)) / (depth + 1);
    } else {
      result[i]!.weight = (result[i]!.weight * (depth + 1)) / (zero * (depth - i));
    }
  }
  for (let i = at; i < depth; i++) {
    const step = result[i]!;
    const after = result[i + 1]!;
    step.feature = after.feature;
    step.zero = after.zero;
    step.one = after.one;
  }
  result.pop();
  return result;
}

function unwoundSum(path: readonly PathStep[], at: number): number {
  const depth = path.length - 1;
  const { one, zero } = path[at]!;
  let next = path[depth]!.weight;
  let total = 0;
  for (let i = depth - 1; i >= 0; i--) {
    if (one !== 0) {
      const weight = (next * (depth + 1)) / ((i + 1) * one);
      total += weight;
      next = path[i]!.weight - (weight * zero * (depth - i)) / (depth + 1);
    } else {
      total += (path[i]!.weight * (depth + 1)) / (zero * (depth - i));
    }
  }
  return total;
}
