import type { MetricReport } from "@attune/model/experiment-report";
import { isUndetermined, undetermined } from "@attune/model/undetermined";
import { compareSegments, compareVariants, type MoreViews, withheldComparison } from "./compare-variants.ts";
import { factorialEffects } from "./factorial.ts";
import type { Infer } from "./inference.ts";
import { armOf, type MetricInput, unitsOf } from "./metric-input.ts";

/** One metric of a report: its arms, every comparison with the control, the test of its segments. The calls are made later. */
export function reportMetric(
  metric: MetricInput,
  ids: readonly string[],
  control: number,
  infer: Infer,
  alpha: number,
  otherFactor: string | undefined,
): MetricReport {
  const compare = ({ arms, withheld, strata }: Pick<MetricInput, "arms" | "withheld" | "strata">, segment?: string) =>
    ids.flatMap((variant, i) => {
      if (i === control) return [];
      const names = { variant, control: ids[control]!, segment };
      if (withheld !== undefined) return [withheldComparison(names, withheld)];
      const within = strata?.map((own) => ({ treated: own[i]!, control: own[control]! }));
      const more = {
        ...(within === undefined ? {} : { strata: within }),
        ...(segment === undefined ? viewsOf(metric, i, control) : {}),
      };
      return [compareVariants(metric, arms[i]!, arms[control]!, names, infer, alpha, more)];
    });
  const segments = metric.segments ?? [];
  const inSegments = segments.map((segment) => ({
    column: segment.column,
    comparisons: compare(segment, `${segment.column}=${segment.value}`),
  }));
  const heterogeneity = compareSegments(inSegments, alpha);
  return {
    name: metric.name,
    kind: metric.kind,
    ...(metric.unit === undefined ? {} : { unit: metric.unit }),
    direction: metric.direction,
    variants: ids.map((id, i) => {
      const arm = armOf(metric.arms[i]!);
      const n = unitsOf(metric.arms[i]!);
      if (isUndetermined(arm)) return { id, n, mean: arm, standardDeviation: arm };
      return { id, n, mean: arm.value, standardDeviation: Math.sqrt(arm.variance * arm.n) };
    }),
    ...predictionOf(metric, ids),
    comparisons: [...compare(metric), ...inSegments.flatMap(({ comparisons }) => comparisons)],
    ...(metric.factorial === undefined || otherFactor === undefined
      ? {}
      : { factorial: factorialOf(metric.factorial, { variant: ids[1 - control]!, other: otherFactor }, alpha) }),
    ...(segments.length === 0 ? {} : { heterogeneity }),
  };
}

/** What is known of everyone's comparison only. */
function viewsOf({ ranks, everyone }: MetricInput, variant: number, control: number): MoreViews {
  const rank = ranks?.[variant];
  return {
    ...(rank == null ? {} : { ranks: rank }),
    ...(everyone === undefined
      ? {}
      : {
          everyone: {
            units: everyone.units[variant]! + everyone.units[control]!,
            controlMean: everyone.controlValue,
          },
        }),
  };
}

/** Main effects and interaction of two changes; undetermined where one of the four groups is. */
function factorialOf(
  cells: NonNullable<MetricInput["factorial"]>,
  names: { variant: string; other: string },
  alpha: number,
): NonNullable<MetricReport["factorial"]> {
  const [neither, first, second, both] = cells.map(armOf) as [ArmOf, ArmOf, ArmOf, ArmOf];
  if (isUndetermined(neither)) return neither;
  if (isUndetermined(first)) return first;
  if (isUndetermined(second)) return second;
  if (isUndetermined(both)) return both;
  if (neither.variance + first.variance + second.variance + both.variance === 0)
    return undetermined("zero-variance", "Within each of the four groups every unit has the same value.");
  return { ...names, ...factorialEffects({ neither, first, second, both }, alpha) };
}

type ArmOf = ReturnType<typeof armOf>;

/** What a metric with a predicted rest is made of; nothing for others, and where an arm has nobody. */
function predictionOf({ arms }: MetricInput, ids: readonly string[]): Pick<MetricReport, "prediction"> {
  const prediction = arms.flatMap((arm, i) => {
    if (arm.kind !== "mean" || arm.prediction === undefined || arm.statistics.n === 0) return [];
    const { n, sum } = arm.statistics;
    const rest = arm.prediction.sum / n;
    return [{ id: ids[i]!, observed: sum / n - rest, rest, restStandardError: Math.sqrt(arm.prediction.variance) }];
  });
  return prediction.length === 0 ? {} : { prediction };
}
