import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ArmSums } from "./metric-input.ts";
import { differenceVariance, type PairEstimate } from "./pair-estimate.ts";
import { postStratifiedPair } from "./post-stratification.ts";
import type { MeanStatistics, RatioStatistics } from "./sufficient-statistics.ts";

/** Both arms of one metric within one stratum. */
export interface StratumArms {
  treated: ArmSums;
  control: ArmSums;
}

/**
 * Both arms weighted to the strata of everyone, for means, shares and ratios. A ratio is that of its weighted means, judged by its
 * linearized units (m − R·d)/d̄. Strata where an arm has fewer than two units are put together; undetermined where that is not enough.
 * Quantiles are left as they are: null.
 * @see docs/methods/post-stratification.md
 */
export function stratifiedPair(
  strata: readonly StratumArms[],
  plain: PairEstimate,
): { pair: PairEstimate; varianceRatio: number } | Undetermined | null {
  const pair = isRatio(strata) ? ratioPair(strata) : meanPair(strata);
  if (pair === null || isUndetermined(pair)) return pair;
  return { pair, varianceRatio: differenceVariance(pair) / differenceVariance(plain) };
}

type RatioStratum = { treated: RatioStatistics; control: RatioStatistics };

function isRatio(strata: readonly StratumArms[]): boolean {
  return strata.some(({ treated }) => treated.kind === "ratio");
}

function meanPair(strata: readonly StratumArms[]): PairEstimate | Undetermined | null {
  const sums: { treated: MeanStatistics; control: MeanStatistics }[] = [];
  for (const { treated, control } of strata) {
    const both = { treated: meanSums(treated), control: meanSums(control) };
    if (both.treated === null || both.control === null) return null;
    sums.push({ treated: both.treated, control: both.control });
  }
  return postStratifiedPair(largeEnough(sums, addMeans));
}

function meanSums(arm: ArmSums): MeanStatistics | null {
  if (arm.kind === "mean") return arm.statistics;
  if (arm.kind !== "proportion") return null;
  const { n, successes } = arm.statistics;
  return { n, sum: successes, sumSquares: successes };
}

function ratioPair(strata: readonly StratumArms[]): PairEstimate | Undetermined {
  const all = strata.flatMap(({ treated, control }): RatioStratum[] =>
    treated.kind === "ratio" && control.kind === "ratio"
      ? [{ treated: treated.statistics, control: control.statistics }]
      : [],
  );
  const kept = largeEnough(all, addRatios);
  const total = kept.reduce((sum, { treated, control }) => sum + treated.n + control.n, 0);
  const means = (side: keyof RatioStratum) => {
    let numerator = 0;
    let denominator = 0;
    for (const stratum of kept) {
      const weight = (stratum.treated.n + stratum.control.n) / total;
      numerator += (weight * stratum[side].numeratorSum) / stratum[side].n;
      denominator += (weight * stratum[side].denominatorSum) / stratum[side].n;
    }
    return { ratio: numerator / denominator, denominator };
  };
  const treated = means("treated");
  const control = means("control");
  if (!(Number.isFinite(treated.ratio) && Number.isFinite(control.ratio)))
    return undetermined("zero-denominator", "The ratio's denominator is zero.");
  const residuals = postStratifiedPair(
    kept.map((stratum) => ({
      treated: linearized(stratum.treated, treated),
      control: linearized(stratum.control, control),
    })),
  );
  return isUndetermined(residuals) ? residuals : { ...residuals, treated: treated.ratio, control: control.ratio };
}

/** Sums of (m − R·d)/d̄. */
function linearized(
  s: RatioStatistics,
  { ratio, denominator }: { ratio: number; denominator: number },
): MeanStatistics {
  const squares = s.numeratorSumSquares - 2 * ratio * s.crossSum + ratio * ratio * s.denominatorSumSquares;
  return {
    n: s.n,
    sum: (s.numeratorSum - ratio * s.denominatorSum) / denominator,
    sumSquares: Math.max(0, squares) / (denominator * denominator),
  };
}

/** Strata where an arm has fewer than two units become one, together with the smallest other if they are still too few. */
function largeEnough<S extends { n: number }>(
  strata: readonly { treated: S; control: S }[],
  add: (a: S, b: S) => S,
): { treated: S; control: S }[] {
  const smallest = (stratum: { treated: S; control: S }) => Math.min(stratum.treated.n, stratum.control.n);
  const kept = strata.filter((stratum) => smallest(stratum) >= 2).sort((a, b) => smallest(b) - smallest(a));
  const small = strata.filter((stratum) => smallest(stratum) < 2);
  if (small.length === 0) return kept;
  let rest = small.reduce((sum, stratum) => joined(sum, stratum, add));
  while (smallest(rest) < 2 && kept.length > 0) rest = joined(rest, kept.pop()!, add);
  return [...kept, rest];
}

function joined<S>(
  a: { treated: S; control: S },
  b: { treated: S; control: S },
  add: (a: S, b: S) => S,
): { treated: S; control: S } {
  return { treated: add(a.treated, b.treated), control: add(a.control, b.control) };
}

function addMeans(a: MeanStatistics, b: MeanStatistics): MeanStatistics {
  return { n: a.n + b.n, sum: a.sum + b.sum, sumSquares: a.sumSquares + b.sumSquares };
}

function addRatios(a: RatioStatistics, b: RatioStatistics): RatioStatistics {
  return {
    n: a.n + b.n,
    numeratorSum: a.numeratorSum + b.numeratorSum,
    numeratorSumSquares: a.numeratorSumSquares + b.numeratorSumSquares,
    denominatorSum: a.denominatorSum + b.denominatorSum,
    denominatorSumSquares: a.denominatorSumSquares + b.denominatorSumSquares,
    crossSum: a.crossSum + b.crossSum,
  };
}
