import type { MetricKind } from "@attune/model/experiment-report";
import type { Metric } from "@attune/model/metric";
import type { ArmSums, ValueShape } from "../experiment/metric-input.ts";

/** Sums over the people of one arm: numerator x and denominator d of a metric (d = 1 where it has none), and the same before the experiment. */
export interface MetricSums {
  people: number;
  numerator: number;
  denominator: number;
  preNumerator: number;
  preDenominator: number;
  numeratorSquares: number;
  denominatorSquares: number;
  preNumeratorSquares: number;
  preDenominatorSquares: number;
  numeratorDenominator: number;
  numeratorPreNumerator: number;
  numeratorPreDenominator: number;
  denominatorPreNumerator: number;
  denominatorPreDenominator: number;
  preNumeratorPreDenominator: number;
  numeratorCubes: number;
  numeratorLargest: number;
  /** People whose numerator, whose denominator is not zero. */
  withNumerator: number;
  withDenominator: number;
}

/** What an arm without anybody sums to. */
export const noSums: MetricSums = {
  people: 0,
  numerator: 0,
  denominator: 0,
  preNumerator: 0,
  preDenominator: 0,
  numeratorSquares: 0,
  denominatorSquares: 0,
  preNumeratorSquares: 0,
  preDenominatorSquares: 0,
  numeratorDenominator: 0,
  numeratorPreNumerator: 0,
  numeratorPreDenominator: 0,
  denominatorPreNumerator: 0,
  denominatorPreDenominator: 0,
  preNumeratorPreDenominator: 0,
  numeratorCubes: 0,
  numeratorLargest: 0,
  withNumerator: 0,
  withDenominator: 0,
};

/** How a metric is compared: a share of people, a mean per person, or a ratio of two sums. */
export function kindOfMetric({ numerator, denominator }: Metric): Exclude<MetricKind, "quantile"> {
  if (denominator !== undefined) return "ratio";
  return numerator.aggregation === "any" || numerator.aggregation === "absent" ? "proportion" : "mean";
}

/**
 * The statistics of the arms that the report compares. What people did before the experiment is the covariate, where it tells anything in
 * every arm: ratios stay without one, since few people have a denominator before.
 */
export function armSumsOf(metric: Metric, arms: readonly MetricSums[]): ArmSums[] {
  const kind = kindOfMetric(metric);
  const hasPast = kind !== "ratio" && arms.every((sums) => variesBefore(sums));
  return arms.map((sums): ArmSums => {
    const { people: n, numerator, numeratorSquares } = sums;
    const mean = { n, sum: numerator, sumSquares: numeratorSquares };
    const covariate = {
      ...mean,
      covariateSum: sums.preNumerator,
      covariateSumSquares: sums.preNumeratorSquares,
      crossSum: sums.numeratorPreNumerator,
    };
    const past = hasPast ? { covariate } : {};
    if (kind === "mean") return { kind, statistics: mean, ...past };
    if (kind === "proportion") return { kind, statistics: { n, successes: numerator }, ...past };
    return {
      kind,
      statistics: {
        n,
        numeratorSum: numerator,
        numeratorSumSquares: numeratorSquares,
        denominatorSum: sums.denominator,
        denominatorSumSquares: sums.denominatorSquares,
        crossSum: sums.numeratorDenominator,
        unitsWithDenominator: sums.withDenominator,
      },
    };
  });
}

/** How the values of each arm lie, for the checks of outliers and skew; nothing for shares and ratios, and where nothing varies. */
export function shapesOfMetric(metric: Metric, arms: readonly MetricSums[]): ValueShape[] {
  if (kindOfMetric(metric) !== "mean") return [];
  return arms.flatMap(({ people: n, numerator, numeratorSquares, numeratorCubes, numeratorLargest }) => {
    if (n < 2) return [];
    const mean = numerator / n;
    const variance = numeratorSquares / n - mean * mean;
    if (!(variance > 0)) return [];
    const third = numeratorCubes / n - 3 * mean * variance - mean ** 3;
    const standardDeviation = Math.sqrt(variance);
    return [{ n, mean, standardDeviation, skewness: third / variance ** 1.5, largest: numeratorLargest }];
  });
}

function variesBefore({ people, preNumerator, preNumeratorSquares }: MetricSums): boolean {
  return people > 1 && preNumeratorSquares - preNumerator ** 2 / people > 1e-12 * preNumeratorSquares;
}
