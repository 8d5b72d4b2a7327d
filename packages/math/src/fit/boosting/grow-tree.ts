import { type BinnedFeature, missingBin } from "./bin-features.ts";
import {
  binStride,
  findSplit,
  histogramLength,
  leafValue,
  type NodeSums,
  type Split,
  type SplitRules,
  type ValueBounds,
} from "./find-split.ts";
import type { RegressionTree } from "./regression-tree.ts";

export interface TreeRules extends SplitRules {
  maxLeaves: number;
  learningRate: number;
}

interface GrowingNode {
  id: number;
  from: number;
  to: number;
  sums: NodeSums;
  bounds: ValueBounds;
  histograms: Float64Array;
  split: Split | null;
}

/** Memory that trees of one model share. */
export interface TreeWorkspace {
  rows: Uint32Array;
  spare: Uint32Array;
  gathered: Float64Array;
}

/**
 * Grows one tree on gradients and hessians, the leaf that gains most first; a child's histogram is its parent's less its sibling's, so only
 * the smaller child is counted. Adds each leaf's value (times the learning rate) to the predictions of its rows.
 * `hessians` null means all 1. Rows in use are `workspace.rows[0..rowCount)`, in any order; they are reordered.
 * @see Ke et al. (2017), LightGBM, NIPS, algorithm 1
 */
export function growTree(
  features: readonly BinnedFeature[],
  gradients: Float64Array,
  hessians: Float64Array | null,
  predictions: Float64Array,
  workspace: TreeWorkspace,
  rowCount: number,
  rules: TreeRules,
): RegressionTree {
  const nodes: { feature: number; split: Split | null; left: number; right: number; value: number; cover: number }[] =
    [];
  const open: GrowingNode[] = [];
  const addNode = (from: number, to: number, sums: NodeSums, bounds: ValueBounds, histograms: Float64Array) => {
    const id = nodes.length;
    const value = rules.learningRate * leafValue(sums, rules.l2, bounds);
    nodes.push({ feature: -1, split: null, left: -1, right: -1, value, cover: sums.count });
    const canSplit = sums.count >= 2 * rules.minLeafRows;
    const split = canSplit ? bestSplit(features, histograms, sums, bounds, rules) : null;
    open.push({ id, from, to, sums, bounds, histograms, split });
    return id;
  };
  const root = buildHistograms(features, gradients, hessians, workspace, 0, rowCount);
  addNode(0, rowCount, totalOf(root, features), { low: -Infinity, high: Infinity }, root);
  for (let leaves = 1; leaves < rules.maxLeaves; leaves++) {
    const at = mostGaining(open);
    if (at === -1) break;
    const [node] = open.splice(at, 1) as [GrowingNode];
    const split = node.split!;
    const middle = partition(features[split.feature]!, split, workspace, node.from, node.to);
    const smallerIsLeft = middle - node.from <= node.to - middle;
    const smaller = smallerIsLeft
      ? buildHistograms(features, gradients, hessians, workspace, node.from, middle)
      : buildHistograms(features, gradients, hessians, workspace, middle, node.to);
    const larger = node.histograms;
    for (let i = 0; i < larger.length; i++) larger[i]! -= smaller[i]!;
    const [boundsLeft, boundsRight] = childBounds(features[split.feature]!, split, node.bounds, rules.l2);
    const record = nodes[node.id]!;
    record.feature = split.feature;
    record.split = split;
    record.left = addNode(node.from, middle, split.left, boundsLeft, smallerIsLeft ? smaller : larger);
    record.right = addNode(middle, node.to, split.right, boundsRight, smallerIsLeft ? larger : smaller);
  }
  for (const leaf of open) {
    const { value } = nodes[leaf.id]!;
    for (let i = leaf.from; i < leaf.to; i++) predictions[workspace.rows[i]!]! += value;
  }
  return {
    feature: Int32Array.from(nodes, (node) => node.feature),
    threshold: Float64Array.from(nodes, ({ split }) => {
      if (split === null || split.leftBins !== null) return Number.NaN;
      // The bin of everything: only missing values go right.
      return features[split.feature]!.edges[split.bin] ?? Number.POSITIVE_INFINITY;
    }),
    leftCodes: nodes.map(({ split }) => {
      if (split === null || split.leftBins === null) return null;
      const { edges } = features[split.feature]!;
      return new Set(
        Array.from(split.leftBins)
          .filter((bin) => bin !== missingBin)
          .map((bin) => edges[bin]!),
      );
    }),
    missingLeft: Uint8Array.from(nodes, ({ split }) => (split?.missingLeft === true ? 1 : 0)),
    left: Int32Array.from(nodes, (node) => node.left),
    right: Int32Array.from(nodes, (node) => node.right),
    value: Float64Array.from(nodes, (node) => node.value),
    cover: Float64Array.from(nodes, (node) => node.cover),
    gain: Float64Array.from(nodes, ({ split }) => split?.gain ?? 0),
  };
}

function mostGaining(open: readonly GrowingNode[]): number {
  let best = -1;
  for (let i = 0; i < open.length; i++) {
    const { split } = open[i]!;
    if (split !== null && (best === -1 || split.gain > open[best]!.split!.gain)) best = i;
  }
  return best;
}

function bestSplit(
  features: readonly BinnedFeature[],
  histograms: Float64Array,
  sums: NodeSums,
  bounds: ValueBounds,
  rules: SplitRules,
): Split | null {
  let best: Split | null = null;
  for (let f = 0; f < features.length; f++) {
    const histogram = histograms.subarray(f * histogramLength, (f + 1) * histogramLength);
    const split = findSplit(histogram, f, features[f]!, sums, bounds, rules);
    if (split !== null && (best === null || split.gain > best.gain)) best = split;
  }
  return best;
}

/** Gradient, hessian and count by feature and bin, over rows[from..to). Gradients are gathered once, so that each feature reads them in order. */
function buildHistograms(
  features: readonly BinnedFeature[],
  gradients: Float64Array,
  hessians: Float64Array | null,
  { rows, gathered }: TreeWorkspace,
  from: number,
  to: number,
): Float64Array {
  const histograms = new Float64Array(features.length * histogramLength);
  const count = to - from;
  for (let i = 0; i < count; i++) gathered[i] = gradients[rows[from + i]!]!;
  if (hessians !== null) for (let i = 0; i < count; i++) gathered[count + i] = hessians[rows[from + i]!]!;
  let f = 0;
  if (hessians === null) {
    for (; f + 4 <= features.length; f += 4) countFour(histograms, f, features, rows, gathered, from, count);
  }
  for (; f < features.length; f++) {
    const histogram = histograms.subarray(f * histogramLength, (f + 1) * histogramLength);
    const { bins } = features[f]!;
    if (hessians === null) countUnit(histogram, bins, rows, gathered, from, count);
    else countWeighted(histogram, bins, rows, gathered, from, count);
  }
  if (hessians === null) {
    for (let at = 0; at < histograms.length; at += binStride) histograms[at + 1] = histograms[at + 2]!;
  }
  return histograms;
}

/** Four features in one pass: a row's number and gradient are read once for all of them. */
function countFour(
  histograms: Float64Array,
  first: number,
  features: readonly BinnedFeature[],
  rows: Uint32Array,
  gathered: Float64Array,
  from: number,
  count: number,
): void {
  const a = features[first]!.bins;
  const b = features[first + 1]!.bins;
  const c = features[first + 2]!.bins;
  const d = features[first + 3]!.bins;
  const four = histograms.subarray(first * histogramLength, (first + 4) * histogramLength);
  for (let i = 0; i < count; i++) {
    const row = rows[from + i]!;
    const gradient = gathered[i]!;
    let at = a[row]! * binStride;
    four[at] = four[at]! + gradient;
    four[at + 2] = four[at + 2]! + 1;
    at = b[row]! * binStride + histogramLength;
    four[at] = four[at]! + gradient;
    four[at + 2] = four[at + 2]! + 1;
    at = c[row]! * binStride + 2 * histogramLength;
    four[at] = four[at]! + gradient;
    four[at + 2] = four[at + 2]! + 1;
    at = d[row]! * binStride + 3 * histogramLength;
    four[at] = four[at]! + gradient;
    four[at + 2] = four[at + 2]! + 1;
  }
}

function countUnit(
  histogram: Float64Array,
  bins: Uint8Array,
  rows: Uint32Array,
  gathered: Float64Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = bins[rows[from + i]!]! * binStride;
    histogram[at] = histogram[at]! + gathered[i]!;
    histogram[at + 2] = histogram[at + 2]! + 1;
  }
}

function countWeighted(
  histogram: Float64Array,
  bins: Uint8Array,
  rows: Uint32Array,
  gathered: Float64Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = bins[rows[from + i]!]! * binStride;
    histogram[at] = histogram[at]! + gathered[i]!;
    histogram[at + 1] = histogram[at + 1]! + gathered[count + i]!;
    histogram[at + 2] = histogram[at + 2]! + 1;
  }
}

/** Sums over all bins of the first feature: every row is in one of them. */
function totalOf(histograms: Float64Array, features: readonly BinnedFeature[]): NodeSums {
  const sums = { gradient: 0, hessian: 0, count: 0 };
  if (features.length === 0) return sums;
  for (let at = 0; at < histogramLength; at += binStride) {
    sums.gradient += histograms[at]!;
    sums.hessian += histograms[at + 1]!;
    sums.count += histograms[at + 2]!;
  }
  return sums;
}

/** Rows that go left first, both sides in their old order; the index of the first that goes right. */
function partition(
  feature: BinnedFeature,
  split: Split,
  { rows, spare }: TreeWorkspace,
  from: number,
  to: number,
): number {
  const isLeft = new Uint8Array(missingBin + 1);
  if (split.leftBins === null) {
    isLeft.fill(1, 0, split.bin + 1);
    isLeft[missingBin] = split.missingLeft && feature.hasMissing ? 1 : 0;
  } else for (const bin of split.leftBins) isLeft[bin] = 1;
  let left = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    if (isLeft[feature.bins[row]!] === 1) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}

/** Below a monotone split the left child may not pass the middle, nor the right one. */
function childBounds(
  feature: BinnedFeature,
  { left, right }: Split,
  bounds: ValueBounds,
  l2: number,
): [ValueBounds, ValueBounds] {
  if (feature.monotone === 0) return [bounds, bounds];
  const middle = (leafValue(left, l2, bounds) + leafValue(right, l2, bounds)) / 2;
  const below = { low: bounds.low, high: middle };
  const above = { low: middle, high: bounds.high };
  return feature.monotone === 1 ? [below, above] : [above, below];
}
