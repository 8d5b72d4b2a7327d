import { undetermined } from "@attune/model/undetermined";
import type { ArmSums } from "../experiment/metric-input.ts";
import { quantileStatistics } from "../experiment/quantile-arm.ts";
import type { CovariateStatistics, MeanStatistics, RatioStatistics } from "../experiment/sufficient-statistics.ts";
import type { Codes, Columns, Grouping } from "./arm-columns.ts";
import { clusterColumns } from "./cluster-columns.ts";
import { crossProducts } from "./cross-products.ts";

/** Means and shares of each group, with their covariate where there is one. */
export function meanArms({ values, covariates }: Columns, grouping: Grouping, kind: "mean" | "proportion"): ArmSums[] {
  const columns = covariates === null ? [values] : [values, covariates.values];
  return crossProducts(columns, grouping.groupOf, grouping.size).map(({ n, sums, products }): ArmSums => {
    const mean: MeanStatistics = { n, sum: sums[0]!, sumSquares: products[0]![0]! };
    const covariate: CovariateStatistics | null =
      covariates === null
        ? null
        : { ...mean, covariateSum: sums[1]!, covariateSumSquares: products[1]![1]!, crossSum: products[0]![1]! };
    const extra = covariate === null ? {} : { covariate };
    if (kind === "proportion") return { kind, statistics: { n, successes: mean.sum }, ...extra };
    return { kind, statistics: mean, ...extra };
  });
}

/** Ratios of each group, with the same ratio before the experiment where there is one. */
export function ratioArms({ values, denominators, covariates }: Columns, grouping: Grouping): ArmSums[] {
  const before = covariates?.denominators == null ? null : covariates;
  const columns = [values, denominators!, ...(before === null ? [] : [before.values, before.denominators!])];
  const withDenominator = countNonZero([values, denominators!], grouping);
  return crossProducts(columns, grouping.groupOf, grouping.size).map(({ n, sums, products: p }, g): ArmSums => {
    const statistics: RatioStatistics = {
      n,
      numeratorSum: sums[0]!,
      numeratorSumSquares: p[0]![0]!,
      denominatorSum: sums[1]!,
      denominatorSumSquares: p[1]![1]!,
      crossSum: p[0]![1]!,
      unitsWithDenominator: withDenominator[g]!,
    };
    if (before === null) return { kind: "ratio", statistics };
    return {
      kind: "ratio",
      statistics,
      covariate: {
        ...statistics,
        preNumeratorSum: sums[2]!,
        preNumeratorSumSquares: p[2]![2]!,
        preDenominatorSum: sums[3]!,
        preDenominatorSumSquares: p[3]![3]!,
        numeratorPreNumerator: p[0]![2]!,
        numeratorPreDenominator: p[0]![3]!,
        denominatorPreNumerator: p[1]![2]!,
        denominatorPreDenominator: p[1]![3]!,
        preCrossSum: p[2]![3]!,
      },
    };
  });
}

/** Means and shares of units as ratios of the clusters' totals to their sizes; ratios over the clusters' totals. */
export function clusterArms(
  { values, denominators, covariates }: Columns,
  grouping: Grouping,
  clusters: Codes,
): ArmSums[] {
  const before =
    covariates === null
      ? []
      : [covariates.values, ...(covariates.denominators === null ? [] : [covariates.denominators])];
  const columns = [values, ...(denominators === null ? [] : [denominators]), ...before];
  const sums = clusterColumns({ columns, ...grouping }, clusters.codes, clusters.values.length);
  const sizes = sums.columns.at(-1)!;
  const first = denominators === null ? 1 : 2;
  const beforeOf = () => ({
    values: sums.columns[first]!,
    denominators: covariates?.denominators != null ? sums.columns[first + 1]! : denominators === null ? sizes : null,
  });
  return ratioArms(
    {
      values: sums.columns[0]!,
      denominators: denominators === null ? sizes : sums.columns[1]!,
      covariates: covariates === null ? null : beforeOf(),
    },
    sums,
  );
}

/** Quantiles of clusters, which are not told. */
export function noQuantiles({ groupOf, size }: Grouping): ArmSums[] {
  const counts = new Uint32Array(size);
  for (const group of groupOf) if (group < size) counts[group]! += 1;
  const statistics = undetermined("quantile-of-clusters", "Quantiles are not told where clusters were randomized.");
  return Array.from(counts, (n) => ({ kind: "quantile", n, statistics }));
}

/** Units of each group that have a value in any of the columns. */
function countNonZero(columns: readonly Float64Array[], { groupOf, size }: Grouping): Float64Array {
  const counts = new Float64Array(size);
  for (let unit = 0; unit < groupOf.length; unit++) {
    if (groupOf[unit]! < size && columns.some((column) => column[unit] !== 0)) counts[groupOf[unit]!]! += 1;
  }
  return counts;
}

/** The values of each group in order, for its quantile. */
export function quantileArms(values: Float64Array, grouping: Grouping, share: number): ArmSums[] {
  return valuesByGroup(values, grouping).map((group) => ({
    kind: "quantile",
    n: group.length,
    statistics: quantileStatistics(group.sort(), share),
  }));
}

/** The values of each group, as they come. */
export function valuesByGroup(values: Float64Array, { groupOf, size }: Grouping): Float64Array[] {
  const counts = new Uint32Array(size);
  for (const group of groupOf) if (group < size) counts[group]! += 1;
  const groups = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Uint32Array(size);
  for (let unit = 0; unit < values.length; unit++) {
    const group = groupOf[unit]!;
    if (group >= size) continue;
    groups[group]![filled[group]!] = values[unit]!;
    filled[group]! += 1;
  }
  return groups;
}

/** The sums of winsorized values with those of the values as they were. */
export function withRaw(arm: ArmSums, raw: ArmSums): ArmSums {
  if (arm.kind === "mean" && raw.kind === "mean") return { ...arm, raw: raw.statistics };
  if (arm.kind === "ratio" && raw.kind === "ratio") return { ...arm, raw: raw.statistics };
  return arm;
}

/** The model's errors of the units are one model's: they are taken to be all in the same direction, so their mean does not shrink with n. */
export function withPrediction(
  arms: ArmSums[],
  { rest, errors }: { rest: Float64Array; errors: Float64Array },
  { groupOf, size }: Grouping,
): ArmSums[] {
  return crossProducts([rest, errors.map(Math.abs)], groupOf, size).map(({ n, sums }, g) => {
    const arm = arms[g]!;
    if (arm.kind !== "mean") return arm;
    return { ...arm, prediction: { sum: sums[0]!, variance: n === 0 ? 0 : (sums[1]! / n) ** 2 } };
  });
}
