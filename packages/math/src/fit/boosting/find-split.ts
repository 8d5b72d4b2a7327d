import { type BinnedFeature, missingBin } from "./bin-features.ts";

/** Sums over the rows of a node. */
export interface NodeSums {
  gradient: number;
  hessian: number;
  count: number;
}

/** Where to cut a node in two. */
export interface Split {
  feature: number;
  /** Numeric: bins up to it go left. */
  bin: number;
  /** Categorical: the bins that go left; null for a numeric split. */
  leftBins: Uint8Array | null;
  missingLeft: boolean;
  gain: number;
  left: NodeSums;
  right: NodeSums;
}

export interface SplitRules {
  minLeafRows: number;
  minLeafHessian: number;
  l2: number;
}

/** A node's values must lie between these, so that monotone features stay monotone further down. */
export interface ValueBounds {
  low: number;
  high: number;
}

/** Bins × 3 sums: gradient, hessian, count. */
export const binStride = 3;
export const histogramLength = (missingBin + 1) * binStride;

/** The value that minimizes G·v + ½(H + λ)·v² within the bounds. */
export function leafValue({ gradient, hessian }: NodeSums, l2: number, bounds: ValueBounds): number {
  const free = -gradient / (hessian + l2 + 1e-15);
  return Math.min(bounds.high, Math.max(bounds.low, free));
}

/** −loss of a node at its best value, times two: G²/(H + λ) where the bounds do not bind. */
function score(sums: NodeSums, l2: number, value: number): number {
  return -2 * sums.gradient * value - (sums.hessian + l2) * value * value;
}

/**
 * The best cut of a node by one feature from its histogram; null where none gains. Missing values are tried on both sides; categories are
 * ordered by gradient over hessian, where the best set is a prefix [Fisher 1958].
 */
export function findSplit(
  histogram: Float64Array,
  feature: number,
  { binCount, isCategorical, monotone, hasMissing }: BinnedFeature,
  sums: NodeSums,
  bounds: ValueBounds,
  rules: SplitRules,
): Split | null {
  const parentScore = score(sums, rules.l2, leafValue(sums, rules.l2, bounds));
  const order = isCategorical ? categoryOrder(histogram, binCount) : null;
  const missing = hasMissing && !isCategorical ? sumsAt(histogram, missingBin) : null;
  const steps = order === null ? binCount - 1 : order.length - 1;
  let best: Split | null = null;
  for (const missingLeft of missing !== null && missing.count > 0 ? [false, true] : [false]) {
    const left = missingLeft ? { ...missing! } : { gradient: 0, hessian: 0, count: 0 };
    for (let step = 0; step < steps + (missing !== null && missing.count > 0 && !missingLeft ? 1 : 0); step++) {
      const at = (order === null ? step : order[step]!) * binStride;
      left.gradient += histogram[at]!;
      left.hessian += histogram[at + 1]!;
      left.count += histogram[at + 2]!;
      if (left.count < rules.minLeafRows || left.hessian < rules.minLeafHessian) continue;
      const rightCount = sums.count - left.count;
      const rightHessian = sums.hessian - left.hessian;
      if (rightCount < rules.minLeafRows || rightHessian < rules.minLeafHessian) break;
      const right = { gradient: sums.gradient - left.gradient, hessian: rightHessian, count: rightCount };
      const valueLeft = leafValue(left, rules.l2, bounds);
      const valueRight = leafValue(right, rules.l2, bounds);
      if (monotone !== 0 && monotone * (valueRight - valueLeft) < 0) continue;
      const gain = score(left, rules.l2, valueLeft) + score(right, rules.l2, valueRight) - parentScore;
      if (gain <= 1e-12 || (best !== null && gain <= best.gain)) continue;
      best = {
        feature,
        bin: step,
        leftBins: order === null ? null : order.slice(0, step + 1),
        missingLeft: order === null ? missingLeft : order.subarray(0, step + 1).includes(missingBin),
        gain,
        left: { ...left },
        right,
      };
    }
  }
  // Values missing only when the model is used go where more rows went.
  if (best !== null && !hasMissing) best.missingLeft = best.left.count > best.right.count;
  return best;
}

function sumsAt(histogram: Float64Array, bin: number): NodeSums {
  const at = bin * binStride;
  return { gradient: histogram[at]!, hessian: histogram[at + 1]!, count: histogram[at + 2]! };
}

/** Added to hessians before categories are ordered: rare ones have wild ratios. */
const categorySmoothing = 10;

function categoryOrder(histogram: Float64Array, binCount: number): Uint8Array {
  const bins = [...Array.from({ length: binCount }, (_, bin) => bin), missingBin].filter(
    (bin) => histogram[bin * binStride + 2]! > 0,
  );
  const ratio = (bin: number) => histogram[bin * binStride]! / (histogram[bin * binStride + 1]! + categorySmoothing);
  return Uint8Array.from(bins.sort((a, b) => ratio(a) - ratio(b) || a - b));
}
