import { AttuneError } from "@attune/model/errors";
import type { MetricUnit } from "@attune/model/metric";

/** A metric over the columns of a table. */
export interface MetricSpec {
  name: string;
  /** `auto`: a proportion (of units with at least one 1) if every cell is 0 or 1, a mean otherwise. */
  kind: "auto" | "mean" | "proportion" | "ratio" | "quantile";
  column: string;
  /** Of a ratio. */
  denominator?: string;
  /** Of a quantile, 0…1. */
  share?: number;
  direction: "increase" | "decrease";
  unit?: MetricUnit;
  /** Of a ratio: the numerator of a unit without a denominator does not count, as in the store. */
  onlyWithDenominator?: boolean;
  /** A column that holds what a unit is expected to bring still, and one of the model's standard error of it. */
  rest?: { column: string; errorColumn: string };
  /** A column measured before the experiment. */
  covariate?: string;
  /** The covariate's denominator, for a ratio. */
  covariateDenominator?: string;
  margin?: number;
  /** Greater values of a unit are set to this. */
  cap?: number;
}

/**
 * Reads `name=COL`, `name=COL:mean`, `name=COL:proportion`, `name=NUM/DEN`, `name=COL:p90`, each with `:decrease` where less is better;
 * `COL` alone is its own name.
 */
export function parseMetricSpec(text: string): MetricSpec {
  const equals = text.indexOf("=");
  const name = equals === -1 ? text.split(":")[0]! : text.slice(0, equals);
  const [columns = "", ...modifiers] = text.slice(equals + 1).split(":");
  const [column = "", denominator, ...more] = columns.split("/");
  if (name === "" || column === "" || denominator === "" || more.length > 0) throw wrong(text, "has no column");
  const spec: MetricSpec = { name, kind: denominator === undefined ? "auto" : "ratio", column, direction: "increase" };
  if (denominator !== undefined) spec.denominator = denominator;
  for (const modifier of modifiers) applyModifier(spec, modifier, text);
  return spec;
}

function applyModifier(spec: MetricSpec, modifier: string, text: string): void {
  if (modifier === "decrease" || modifier === "increase") {
    spec.direction = modifier;
    return;
  }
  if (spec.kind === "ratio") throw wrong(text, `cannot be a ratio and ":${modifier}"`);
  if (modifier === "mean" || modifier === "proportion") {
    spec.kind = modifier;
    return;
  }
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(modifier);
  const share = Number(percentile?.[1]) / 100;
  if (!(share > 0 && share < 1)) throw wrong(text, `knows no ":${modifier}"`);
  spec.kind = "quantile";
  spec.share = share;
}

function wrong(text: string, what: string): AttuneError {
  return new AttuneError(
    "bad-request",
    `The metric "${text}" ${what}. Write name=COL, name=COL:mean, name=COL:proportion, name=NUM/DEN or name=COL:p90.`,
    { path: "metric" },
  );
}

/** Every numeric column that a metric reads. */
export function columnsOf(spec: MetricSpec): string[] {
  return [
    spec.column,
    spec.denominator,
    spec.rest?.column,
    spec.rest?.errorColumn,
    spec.covariate,
    spec.covariateDenominator,
  ].filter((column) => column !== undefined);
}
