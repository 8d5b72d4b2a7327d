import { clusteredCovariance, coefficientCovariance, standardErrorOf } from "@attune/math/fit/coefficient-covariance";
import { constantColumn, leastSquares } from "@attune/math/fit/least-squares";
import type { MethodEstimate } from "@attune/model/effect-study";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { methodEstimate, type NamedColumn } from "./method-estimate.ts";

/** Rows of two groups before and after. */
export interface TwoByTwoData {
  outcome: Float64Array;
  /** 1 in the group that got treated, before and after. */
  treated: Uint8Array;
  /** 1 after the start. */
  post: Uint8Array;
  covariates: readonly NamedColumn[];
  /** Which rows belong together (0..count−1), for errors that allow dependence within. */
  clusters: { of: Int32Array; count: number } | null;
}

export interface TwoByTwo {
  /** `means[treated][post]` with `counts` alike. */
  means: [[number, number], [number, number]];
  counts: [[number, number], [number, number]];
  /** `simple`: from the four means, unequal variances; `twfe`: the interaction of a regression with the covariates. */
  estimates: MethodEstimate[];
}

/**
 * Difference-in-differences of two groups and two times, from the four cell means and as a regression; without covariates both are the same
 * number. Errors of `twfe` are classical without clusters (the published convention for repeated cross-sections) and clustered with them.
 * Assumes (1) parallel trends; (2) no anticipation; (3) the groups keep their composition.
 * @see Card and Krueger (1994), AER 84, 772–793; Angrist and Pischke (2009), §5.2; docs/methods/difference-in-differences.md
 */
export function twoByTwo(data: TwoByTwoData): TwoByTwo | Undetermined {
  const { outcome, treated, post } = data;
  const cells = [0, 1].map((arm) =>
    [0, 1].map((after) => cellOf(outcome, (i) => treated[i] === arm && post[i] === after)),
  );
  if (cells.flat().some((cell) => cell.count < 2)) {
    return undetermined("empty-cell", "Each group needs at least two rows before and after.");
  }
  const [control, group] = cells as [Cell[], Cell[]];
  const effect = group[1]!.mean - group[0]!.mean - (control[1]!.mean - control[0]!.mean);
  const variance = cells.flat().reduce((sum, cell) => sum + cell.variance / cell.count, 0);
  const table = (pick: (cell: Cell) => number) =>
    cells.map((row) => row.map(pick)) as [[number, number], [number, number]];
  return {
    means: table((cell) => cell.mean),
    counts: table((cell) => cell.count),
    estimates: [methodEstimate("simple", effect, Math.sqrt(variance), outcome.length - 4), interaction(data)],
  };
}

function interaction({ outcome, treated, post, covariates, clusters }: TwoByTwoData): MethodEstimate {
  const columns = [
    constantColumn(outcome.length),
    Float64Array.from(treated),
    Float64Array.from(post),
    Float64Array.from(treated, (arm, i) => arm * post[i]!),
    ...covariates.map((column) => column.values),
  ];
  const fit = leastSquares({ columns, outcome });
  const covariance =
    clusters === null
      ? coefficientCovariance(fit, columns, "classical")
      : clusteredCovariance(fit, columns, clusters.of, clusters.count);
  const freedom = clusters === null ? fit.degreesOfFreedom : clusters.count - 1;
  return methodEstimate("twfe", fit.coefficients[3]!, standardErrorOf(fit, covariance, 3) ?? Number.NaN, freedom);
}

interface Cell {
  count: number;
  mean: number;
  variance: number;
}

function cellOf(outcome: Float64Array, isIn: (i: number) => boolean): Cell {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < outcome.length; i++) {
    if (!isIn(i)) continue;
    count += 1;
    const step = outcome[i]! - mean;
    mean += step / count;
    squares += step * (outcome[i]! - mean);
  }
  return { count, mean, variance: count > 1 ? squares / (count - 1) : Number.NaN };
}
