/** How far the judged policy is from the one that logged: whether the weights can carry an estimate at all. */
export interface WeightDiagnostics {
  meanWeight: number;
  maxWeight: number;
  /** (Σw)² / Σw²: so many rounds of the judged policy itself would say as much [Kish 1965]. */
  effectiveSampleSize: number;
  /** Share of the rounds that have a weight above zero. */
  coveredShare: number;
  warnings: WeightWarning[];
}

export interface WeightWarning {
  code: "mean-weight" | "large-weight" | "small-effective-sample" | "no-overlap";
  reason: string;
}

/** A mean weight differs from 1 by chance within so many of its standard errors. */
const meanTolerance = 4;
const largeWeight = 50;
const smallShare = 0.1;

export function diagnoseWeights(weights: Float64Array): WeightDiagnostics {
  const n = weights.length;
  let sum = 0;
  let squares = 0;
  let maxWeight = 0;
  let covered = 0;
  for (const w of weights) {
    sum += w;
    squares += w * w;
    maxWeight = Math.max(maxWeight, w);
    if (w > 0) covered++;
  }
  const meanWeight = sum / n;
  const effectiveSampleSize = squares > 0 ? (sum * sum) / squares : 0;
  const error = Math.sqrt(Math.max(0, squares / n - meanWeight * meanWeight) / n);
  const warnings: WeightWarning[] = [];
  if (covered === 0) {
    warnings.push({ code: "no-overlap", reason: "The judged policy would have taken none of the logged actions." });
  } else if (Math.abs(meanWeight - 1) > Math.max(0.02, meanTolerance * error) || Math.abs(meanWeight - 1) > 0.5) {
    warnings.push({
      code: "mean-weight",
      reason: `The mean weight is ${meanWeight.toFixed(3)} and should be 1: the logged propensities are not those of the policy that acted, or it never took what the judged one would.`,
    });
  }
  if (maxWeight > largeWeight) {
    warnings.push({
      code: "large-weight",
      reason: `One round weighs ${maxWeight.toFixed(1)}: the estimate hangs on few rounds.`,
    });
  }
  if (covered > 0 && effectiveSampleSize < smallShare * n) {
    warnings.push({
      code: "small-effective-sample",
      reason: `The ${n} rounds are worth ${Math.round(effectiveSampleSize)} of the judged policy.`,
    });
  }
  return { meanWeight, maxWeight, effectiveSampleSize, coveredShare: covered / n, warnings };
}
