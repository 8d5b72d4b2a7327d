import type { MetricKind } from "@attune/model/experiment-report";
import { undetermined } from "@attune/model/undetermined";
import type { DailySums } from "../experiment/experiment-timeline.ts";
import { mannWhitney } from "../experiment/mann-whitney.ts";
import type { ArmSums, MetricInput } from "../experiment/metric-input.ts";
import type { Codes, Columns, Grouping } from "./arm-columns.ts";
import {
  clusterArms,
  meanArms,
  noQuantiles,
  quantileArms,
  ratioArms,
  valuesByGroup,
  withPrediction,
  withRaw,
} from "./arm-sums.ts";
import { crossProducts } from "./cross-products.ts";
import type { MetricSpec } from "./metric-spec.ts";
import type { UnitTable } from "./unit-table.ts";
import { clusterShapes, shapesOf } from "./value-shapes.ts";

/** What is summed beside the variants. */
export interface SumsPlan {
  /** Positions in `table.variants`, in the order of the report. */
  order: readonly number[];
  /** Columns by which effects are broken down. */
  segments: readonly string[];
  /** The share above which values are capped at the pooled quantile of all variants together. */
  winsorize?: number;
  /** Columns of the clusters that were randomized, and of strata. */
  cluster?: string;
  strata?: string;
  /** factorOf[unit] is 1 where the unit also got the second change. */
  factorOf?: Uint32Array;
}

/** The sums of every metric, per variant and per variant and segment, in one pass over the units each. */
export function metricInputs(table: UnitTable, specs: readonly MetricSpec[], plan: SumsPlan): MetricInput[] {
  const rank = ranks(plan.order, table.variants.length);
  const everyone: Grouping = { groupOf: table.variantOf.map((v) => rank[v]!), size: plan.order.length };
  return specs.map((spec) => metricInput(table, spec, everyone, plan));
}

/** The first metric's sums by the day on which units were first seen; null without dates, and for ratios and quantiles. */
export function dailySums(table: UnitTable, spec: MetricSpec, order: readonly number[]): DailySums[] | null {
  const kind = kindOf(spec, table.flags);
  if (table.firstDays === null || kind === "ratio" || kind === "quantile") return null;
  const { days, codes } = table.firstDays;
  const values = unitValues(table.values.get(spec.column)!, kind, spec.cap);
  const rank = ranks(order, table.variants.length);
  const groupOf = codes.map((day, unit) => day * order.length + rank[table.variantOf[unit]!]!);
  const groups = crossProducts([values], groupOf, days.length * order.length);
  return days.map((day, d) => ({
    day,
    arms: order.map((_, v) => {
      const { n, sums, products } = groups[d * order.length + v]!;
      return { n, sum: sums[0]!, sumSquares: products[0]![0]! };
    }),
  }));
}

/** How many units of each variant reached each stage: a stage is reached by those who reached all before it and have its flag. */
export function stageCounts(table: UnitTable, stages: readonly string[], order: readonly number[]): number[][] {
  const rank = ranks(order, table.variants.length);
  const counts = order.map(() => [0, ...stages.map(() => 0)]);
  const columns = stages.map((stage) => table.values.get(stage)!);
  for (let unit = 0; unit < table.units; unit++) {
    const row = counts[rank[table.variantOf[unit]!]!]!;
    row[0]! += 1;
    for (let k = 0; k < columns.length && columns[k]![unit]! > 0; k++) row[k + 1]! += 1;
  }
  return counts;
}

function ranks(order: readonly number[], variants: number): Uint32Array {
  const rank = new Uint32Array(variants);
  order.forEach((position, i) => {
    rank[position] = i;
  });
  return rank;
}

function metricInput(table: UnitTable, spec: MetricSpec, everyone: Grouping, plan: SumsPlan): MetricInput {
  const { winsorize } = plan;
  const column = (name: string) => table.values.get(name)!;
  const kind = kindOf(spec, table.flags);
  const denominators = spec.denominator === undefined ? null : column(spec.denominator);
  const counted =
    denominators === null || spec.onlyWithDenominator !== true
      ? column(spec.column)
      : column(spec.column).map((value, unit) => (denominators[unit] === 0 ? 0 : value));
  const rest = spec.rest === undefined ? null : column(spec.rest.column);
  const total = rest === null ? counted : counted.map((value, unit) => value + rest[unit]!);
  const values = unitValues(total, kind, spec.cap);
  const capped =
    winsorize === undefined || kind === "proportion" || kind === "quantile" ? null : capAt(values, winsorize);
  const used = { values: capped ?? values, denominators, covariates: covariateColumns(spec, column) };

  const clusters = plan.cluster === undefined ? null : table.segments.get(plan.cluster)!;
  const sumsOf = (columns: Columns, grouping: Grouping): ArmSums[] => {
    if (clusters !== null) return clusterArms(columns, grouping, clusters);
    return kind === "ratio" ? ratioArms(columns, grouping) : meanArms(columns, grouping, kind as "mean" | "proportion");
  };
  const armsOf = (grouping: Grouping): ArmSums[] => {
    if (kind === "quantile")
      return clusters === null ? quantileArms(values, grouping, spec.share!) : noQuantiles(grouping);
    const plain = sumsOf(used, grouping);
    const sums =
      rest === null ? plain : withPrediction(plain, { rest, errors: column(spec.rest!.errorColumn) }, grouping);
    if (capped === null) return sums;
    const raw = sumsOf({ ...used, values }, grouping);
    return sums.map((arm, i) => withRaw(arm, raw[i]!));
  };

  const input: MetricInput = { name: spec.name, kind, direction: spec.direction, arms: armsOf(everyone) };
  const strata = plan.strata === undefined ? null : table.segments.get(plan.strata)!;
  if (plan.segments.length > 0) input.segments = segmentArms(table, plan.segments, everyone, armsOf, strata);
  if (strata !== null) input.strata = armsByCode(everyone, strata, armsOf);
  if (plan.factorOf !== undefined) {
    const cells = armsOf({
      groupOf: everyone.groupOf.map((variant, unit) => 2 * plan.factorOf![unit]! + variant),
      size: 4,
    });
    input.factorial = [cells[0]!, cells[1]!, cells[2]!, cells[3]!];
  }
  if (capped !== null && isConstant(capped) && !isConstant(values)) withhold(input, spec.name, winsorize!);
  if (spec.unit !== undefined) input.unit = spec.unit;
  if (spec.margin !== undefined) input.margin = spec.margin;
  if (kind === "mean" && clusters === null && rest === null) input.ranks = rankTests(values, everyone);
  if (kind === "mean")
    input.shapes = clusters === null ? shapesOf(values, everyone) : clusterShapes(values, everyone, clusters);
  return input;
}

/** Each variant's values against those of the control, which comes first. */
function rankTests(values: Float64Array, everyone: Grouping): NonNullable<MetricInput["ranks"]> {
  const [control, ...others] = valuesByGroup(values, everyone);
  return [null, ...others.map((treated) => mannWhitney(treated, control!))];
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Where fewer have a value than are capped, nothing is left of it. */
function withhold(input: MetricInput, name: string, share: number): void {
  const rare = `${Number((100 * (1 - share)).toPrecision(3))} %`;
  input.withheld = undetermined(
    "winsorized-away",
    `Capped at the quantile ${share} every value of ${name} is the same, since no more than ${rare} of the units have another; cap at a higher one.`,
  );
  for (const segment of input.segments ?? []) segment.withheld = input.withheld;
}

/** What counts of a unit: 0 or 1 for a share, else its value, no more than the cap. */
function unitValues(column: Float64Array, kind: MetricKind, cap = Infinity): Float64Array {
  if (kind === "proportion") return column.map((v) => (v > 0 ? 1 : 0));
  return cap === Infinity ? column : column.map((v) => Math.min(v, cap));
}

function kindOf(spec: MetricSpec, flags: ReadonlySet<string>): MetricKind {
  if (spec.rest !== undefined) return "mean";
  if (spec.kind !== "auto") return spec.kind;
  return flags.has(spec.column) ? "proportion" : "mean";
}

function covariateColumns(spec: MetricSpec, column: (name: string) => Float64Array): Columns["covariates"] {
  if (spec.covariate === undefined) return null;
  return {
    values: column(spec.covariate),
    denominators: spec.covariateDenominator === undefined ? null : column(spec.covariateDenominator),
  };
}

function segmentArms(
  table: UnitTable,
  columns: readonly string[],
  everyone: Grouping,
  armsOf: (grouping: Grouping) => ArmSums[],
  strata: Codes | null,
): NonNullable<MetricInput["segments"]> {
  return columns.flatMap((column) => {
    const segments = table.segments.get(column)!;
    const arms = armsByCode(everyone, segments, armsOf);
    return segments.values.map((value, i) => {
      if (strata === null) return { column, value, arms: arms[i]! };
      const outside = everyone.size;
      const members = everyone.groupOf.map((variant, unit) => (segments.codes[unit] === i ? variant : outside));
      return { column, value, arms: arms[i]!, strata: armsByCode({ groupOf: members, size: outside }, strata, armsOf) };
    });
  });
}

/** Groups are code × variant, read back as one list of arms per code. Units of no variant stay in none. */
function armsByCode(
  { groupOf, size }: Grouping,
  { values, codes }: Codes,
  armsOf: (grouping: Grouping) => ArmSums[],
): ArmSums[][] {
  const all = values.length * size;
  const arms = armsOf({
    groupOf: groupOf.map((variant, unit) => (variant < size ? codes[unit]! * size + variant : all)),
    size: all,
  });
  return values.map((_, i) => arms.slice(i * size, (i + 1) * size));
}

/** Values above the pooled quantile are set to it. */
function capAt(values: Float64Array, share: number): Float64Array {
  const sorted = values.slice().sort();
  const cap = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
  return values.map((v) => Math.min(v, cap));
}
