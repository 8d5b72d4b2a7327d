import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import { clusteredCovariance } from "@attune/math/fit/coefficient-covariance";
import { leastSquares } from "@attune/math/fit/least-squares";
import { invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";
import type { Effect } from "@attune/model/report";
import type { EffectDifferenceTest } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { effectOf } from "./effects-by-group.ts";

/** Coefficients whose errors allow a person's rows to depend on each other. */
export interface ClusteredModel {
  /** The coefficient of a column, with its interval; undetermined where the column is a sum of others. */
  effect(column: number): Effect | Undetermined;
  /** Wald's test that the coefficients of these columns are equal; columns without one are left out. */
  equality(columns: readonly number[]): EffectDifferenceTest | Undetermined;
}

/**
 * Weighted least squares with errors clustered by person (rows of a person: `person[i]`, 0..people−1). The weights count as given, which makes the
 * errors of a marginal structural model somewhat too long [Hernán, Brumback and Robins 2000].
 */
export function clusteredModel(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  weights: Float64Array,
  person: Int32Array,
  people: number,
): ClusteredModel {
  const roots = weights.map(Math.sqrt);
  const scaled = columns.map((column) => column.map((value, i) => value * roots[i]!));
  const fit = leastSquares({ columns: scaled, outcome: outcome.map((value, i) => value * roots[i]!) });
  const covariance = clusteredCovariance(fit, scaled, person, people);
  const size = fit.kept.length;
  const at = (column: number) => fit.kept.indexOf(column);
  const effect = (column: number) => {
    const place = at(column);
    if (place === -1) return undetermined("too-few-visits", "No visits here, or none that stand apart.");
    return effectOf(fit.coefficients[column]!, Math.sqrt(covariance[place * size + place]!));
  };
  return {
    effect,
    equality(asked) {
      const known = asked.filter((column) => !isUndetermined(effect(column)));
      const contrasts = known.slice(1);
      if (contrasts.length === 0)
        return undetermined("too-few-groups", "Fewer than two groups have an effect to compare.");
      const base = known[0]!;
      const cell = (a: number, b: number) => covariance[at(a) * size + at(b)]!;
      const rank = contrasts.length;
      const inverse = new Float64Array(rank * rank);
      contrasts.forEach((a, i) => {
        contrasts.forEach((b, j) => {
          inverse[i * rank + j] = cell(a, b) - cell(a, base) - cell(base, b) + cell(base, base);
        });
      });
      if (!invertPositiveDefinite(inverse, rank))
        return undetermined("too-few-groups", "The groups' effects cannot be told apart.");
      const distance = contrasts.map((column) => fit.coefficients[column]! - fit.coefficients[base]!);
      let statistic = 0;
      for (let i = 0; i < rank; i++)
        for (let j = 0; j < rank; j++) statistic += distance[i]! * inverse[i * rank + j]! * distance[j]!;
      return { statistic, degreesOfFreedom: rank, pValue: chiSquareSurvival(statistic, rank) };
    },
  };
}
