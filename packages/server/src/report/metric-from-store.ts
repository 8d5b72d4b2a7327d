import type { DailySums } from "@attune/measure/experiment/experiment-timeline";
import type { MetricInput } from "@attune/measure/experiment/metric-input";
import { armSumsOf, kindOfMetric, type MetricSums, noSums, shapesOfMetric } from "@attune/measure/metric/metric-sums";
import type { Json } from "@attune/model/json";
import type { Metric } from "@attune/model/metric";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { dayText } from "./day-range.ts";
import { sumsOf } from "./metric-question.ts";

/** As in the short report: docs/methods/tactic-report.md tells how they were chosen. */
const fewestPeople = 20;
const fewestContributors = 100;

type Row = Record<string, Json>;

/** A metric of the store as the report of an experiment takes it. @param arms the control first */
export function metricFromStore(metric: Metric, rows: readonly Row[], arms: readonly string[]): MetricInput {
  const everyone = sumsByArm(rows, "everyone", "", arms);
  const segments = ["device", "segment"].flatMap((column) =>
    valuesOf(rows, column).map((value) => {
      const sums = sumsByArm(rows, column, value, arms);
      return { column, value: value === "" ? "unknown" : value, arms: armSumsOf(metric, sums), ...told(metric, sums) };
    }),
  );
  return {
    name: metric.name,
    kind: kindOfMetric(metric),
    unit: metric.unit,
    direction: metric.direction,
    arms: armSumsOf(metric, everyone),
    ...told(metric, everyone),
    ...(segments.length === 0 ? {} : { segments }),
    ...(metric.margin === undefined ? {} : { margin: metric.margin }),
    shapes: shapesOfMetric(metric, everyone),
  };
}

/** Why the data say nothing of this metric at all; undefined where they do. */
export function silenceOf(metric: Metric, rows: readonly Row[]): Undetermined | undefined {
  const everyone = rows.filter(({ dimension }) => dimension === "everyone").map(sumsOf);
  const { numerator, denominator } = metric;
  const source = denominator ?? numerator;
  const isSeen = everyone.some((sums) =>
    denominator === undefined ? sums.withNumerator > 0 || numerator.aggregation === "absent" : sums.withDenominator > 0,
  );
  if (isSeen) return undefined;
  const holding = source.property === undefined ? "" : ` with a number in \`${source.property}\``;
  return undetermined("no-such-events", `Nobody in these groups did any of: ${source.events.join(", ")}${holding}.`);
}

/** By the day of the first opportunity, days before `beforeDay` only; undefined for a ratio. */
export function dailyFromStore(
  metric: Metric,
  rows: readonly Row[],
  arms: readonly string[],
  beforeDay: number,
): DailySums[] | undefined {
  if (kindOfMetric(metric) === "ratio") return undefined;
  const days = valuesOf(rows, "day")
    .map(Number)
    .filter((day) => day < beforeDay)
    .sort((a, b) => a - b);
  if (days.length === 0) return undefined;
  return days.map((day) => ({
    day: dayText(day),
    arms: sumsByArm(rows, "day", `${day}`, arms).map(({ people, numerator, numeratorSquares }) => ({
      n: people,
      sum: numerator,
      sumSquares: numeratorSquares,
    })),
  }));
}

export function valuesOf(rows: readonly Row[], dimension: string): string[] {
  return [...new Set(rows.filter((row) => row.dimension === dimension).map(({ value }) => String(value)))];
}

function sumsByArm(rows: readonly Row[], dimension: string, value: string, arms: readonly string[]): MetricSums[] {
  return arms.map((arm) => {
    const row = rows.find((one) => one.dimension === dimension && one.value === value && one.arm === arm);
    return row === undefined ? noSums : sumsOf(row);
  });
}

/** Whether enough people stand behind an interval for it to be right: by what the smaller arm is expected to have, not by what it has. */
function told(metric: Metric, arms: readonly MetricSums[]): { withheld?: Undetermined } {
  const people = arms.map((arm) => arm.people);
  const least = Math.min(...people);
  if (least < fewestPeople) {
    return withheld(
      "too-few-people",
      `The smaller group has ${least} ${least === 1 ? "person" : "people"}; an interval needs at least ${fewestPeople} in each.`,
    );
  }
  const kind = kindOfMetric(metric);
  if (kind === "proportion") return {};
  if (kind === "ratio") {
    const fewest = Math.min(...arms.map(({ withDenominator }) => withDenominator));
    return fewest >= fewestContributors
      ? {}
      : withheld(
          "too-few-people",
          `${fewest} people of the smaller group have anything to divide by; an interval needs at least ${fewestContributors}.`,
        );
  }
  const share = least / people.reduce((sum, n) => sum + n, 0);
  const expected = share * arms.reduce((sum, { withNumerator }) => sum + withNumerator, 0);
  return expected >= fewestContributors
    ? {}
    : withheld(
        "too-few-people",
        `About ${Math.floor(expected)} people of a group as small as the smaller one have a value; an interval needs at least ${fewestContributors}.`,
      );
}

function withheld(code: string, reason: string): { withheld: Undetermined } {
  return { withheld: undetermined(code, reason) };
}
