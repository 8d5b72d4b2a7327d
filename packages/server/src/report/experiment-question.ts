import { metricSpecOf } from "@attune/measure/metric/metric-spec-of";
import { readMetric } from "@attune/measure/metric/read-metric";
import type { CsvExperiment } from "@attune/measure/table/experiment-from-csv";
import { type MetricSpec, parseMetricSpec } from "@attune/measure/table/metric-spec";
import { AttuneError } from "@attune/model/errors";
import type { ExperimentMethod } from "@attune/model/experiment-report";
import { metricEntrySchema } from "@attune/model/metric";
import { Compile } from "typebox/compile";
import { findProblem } from "../schema/find-problem.ts";

/** How an experiment in a file is asked for, in words, as on the command line and over HTTP. */
export interface ExperimentWords {
  unit?: string;
  variant: string;
  control: string;
  /** `name=COL`, `name=NUM/DEN`, `name=COL:p90`, … */
  metric?: readonly string[];
  /** `[METRIC=]COL`. */
  covariate?: readonly string[];
  /** `METRIC=COL/ERRORCOL`. */
  rest?: readonly string[];
  winsorize?: string;
  segment?: readonly string[];
  date?: string;
  /** Columns of what was randomized (shops, periods) and of strata; `COL=CONTROL` of a second change. */
  cluster?: string;
  strata?: string;
  factorial?: string;
  /** A column of flags: who could meet the change. */
  triggered?: string;
  /** Columns of flags, by commas. */
  stages?: string;
  /** `a=0.5,b=0.5`. */
  split?: string;
  method?: ExperimentMethod;
  alpha?: string;
  correction?: "holm" | "bh" | "none";
  family?: "all" | "primary-apart";
  /** `name=VALUE`. */
  margin?: readonly string[];
  /** `mean,standard deviation` of the lift. */
  prior?: string;
  plannedUnits?: string;
  /** Units at earlier looks, by commas. */
  looks?: string;
  spending?: "obrien-fleming" | "pocock";
  tuning?: string;
}

/** What is asked for in words, checked. Throws `bad-request` with the word at fault. @param more metrics beside those in words */
export function experimentQuestion(words: ExperimentWords, more: readonly MetricSpec[] = []): CsvExperiment {
  const { unit, variant, control, date, method, correction, family, spending } = words;
  return {
    unit: unit ?? null,
    variant,
    metrics: metricsOf(words, more),
    segments: words.segment ?? [],
    ...(date === undefined ? {} : { date }),
    ...(words.stages === undefined ? {} : { stages: words.stages.split(",") }),
    ...(words.cluster === undefined ? {} : { cluster: words.cluster }),
    ...(words.strata === undefined ? {} : { strata: words.strata }),
    ...(words.triggered === undefined ? {} : { triggered: words.triggered }),
    ...(words.factorial === undefined ? {} : { factorial: secondChange(words.factorial) }),
    ...(words.split === undefined ? {} : { split: shares(words.split) }),
    ...(words.plannedUnits === undefined ? {} : { plannedUnits: positive(words.plannedUnits, "planned-units") }),
    ...(words.looks === undefined
      ? {}
      : { earlierLooks: words.looks.split(",").map((units) => positive(units, "looks")) }),
    options: {
      control,
      method: method ?? "fixed",
      alpha: words.alpha === undefined ? 0.05 : share(words.alpha, "alpha"),
      correction: correction ?? "holm",
      ...(family === undefined ? {} : { family }),
      spending: spending ?? "obrien-fleming",
      ...(words.winsorize === undefined ? {} : { winsorize: share(words.winsorize, "winsorize") }),
      ...(words.prior === undefined ? {} : { prior: prior(words.prior) }),
      ...(words.tuning === undefined ? {} : { tuning: positive(words.tuning, "tuning") }),
    },
  };
}

function metricsOf(words: ExperimentWords, more: readonly MetricSpec[]): MetricSpec[] {
  const specs = [...(words.metric ?? []).map(parseMetricSpec), ...more.map((spec) => ({ ...spec }))];
  if (specs.length === 0) throw wrong("metric", "name at least one metric: --metric conversion=converted");
  const twice = specs.find(({ name }, i) => specs.findIndex((spec) => spec.name === name) < i);
  if (twice !== undefined) throw wrong("metric", `two metrics are named "${twice.name}"`);
  for (const text of words.covariate ?? []) {
    const { name, value } = named(text);
    const [covariate = "", covariateDenominator] = value.split("/");
    for (const spec of specsNamed(specs, name, "covariate")) {
      spec.covariate = covariate;
      if (covariateDenominator !== undefined) spec.covariateDenominator = covariateDenominator;
    }
  }
  for (const text of words.rest ?? []) {
    const { name, value } = named(text);
    if (name === null) throw wrong("rest", `--rest needs a metric's name: ${text}`);
    for (const spec of specsNamed(specs, name, "rest")) giveRest(spec, value);
  }
  for (const text of words.margin ?? []) {
    const { name, value } = named(text);
    if (name === null) throw wrong("margin", `--margin needs a metric's name: ${text}`);
    for (const spec of specsNamed(specs, name, "margin")) spec.margin = positive(value, "margin");
  }
  return specs;
}

function giveRest(spec: MetricSpec, columns: string): void {
  const [column = "", errorColumn = "", ...more] = columns.split("/");
  if (column === "" || errorColumn === "" || more.length > 0)
    throw wrong(
      "rest",
      `a predicted rest needs two columns, of the amount and of its error: ${spec.name}=COL/ERRORCOL`,
    );
  if (spec.kind !== "auto" && spec.kind !== "mean")
    throw wrong("rest", `a predicted rest belongs to a mean, and "${spec.name}" is a ${spec.kind}`);
  spec.rest = { column, errorColumn };
}

const isEntry = Compile(metricEntrySchema);

/**
 * Metrics of a file: a list `metrics` of `{name, spec, covariate?, margin?}`, or, as in attune.yaml, a map of ids to entries that name
 * their columns. Throws `bad-request`, naming the file.
 */
export function metricsInFile(content: unknown, file: string): MetricSpec[] {
  const metrics = (content as { metrics?: unknown } | null)?.metrics;
  if (Array.isArray(metrics)) return metrics.map((entry) => listedMetric(entry, file));
  if (typeof metrics !== "object" || metrics === null)
    throw wrong(
      "metrics",
      `${file} needs "metrics": a list of {name, spec, covariate, margin}, or entries as in attune.yaml`,
    );
  return Object.entries(metrics).map(([id, entry]) => {
    if (!isEntry.Check(entry)) {
      const problem = findProblem(metricEntrySchema, entry, isEntry.Errors(entry));
      throw wrong(
        "metrics",
        `${file}: metrics.${id}${problem.path === "" ? "" : `.${problem.path}`} ${problem.message}`,
      );
    }
    return metricSpecOf(readMetric(id, entry));
  });
}

function listedMetric(entry: { [word: string]: unknown } | null, file: string): MetricSpec {
  if (typeof entry?.name !== "string" || typeof entry.spec !== "string") {
    throw wrong(
      "metrics",
      `${file}: every metric needs a name and a spec such as "revenue/orders" or "load_ms:p90:decrease"`,
    );
  }
  const spec = parseMetricSpec(`${entry.name}=${entry.spec}`);
  if (typeof entry.covariate === "string") spec.covariate = entry.covariate;
  if (typeof entry.rest === "string") giveRest(spec, entry.rest);
  if (typeof entry.margin === "number") spec.margin = positive(String(entry.margin), "margin");
  return spec;
}

function named(text: string): { name: string | null; value: string } {
  const equals = text.indexOf("=");
  return equals === -1 ? { name: null, value: text } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function specsNamed(specs: MetricSpec[], name: string | null, option: string): MetricSpec[] {
  if (name === null) return specs;
  const found = specs.filter((spec) => spec.name === name);
  if (found.length === 0)
    throw wrong(option, `--${option} names "${name}", but the metrics are ${specs.map((s) => s.name).join(", ")}`);
  return found;
}

function share(text: string, path: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw wrong(path, `${text} is not a share between 0 and 1`);
  return value;
}

function positive(text: string, path: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw wrong(path, `${text} is not a number above 0`);
  return value;
}

function shares(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const { name, value } = named(part);
      if (name === null) throw wrong("split", `--split needs variant=share,variant=share: ${text}`);
      return [name, positive(value, "split")];
    }),
  );
}

function secondChange(text: string): { column: string; control: string } {
  const { name, value } = named(text);
  if (name === null || name === "" || value === "")
    throw wrong("factorial", `--factorial needs the column of the second change and its control, COL=VALUE: ${text}`);
  return { column: name, control: value };
}

function prior(text: string): { mean: number; standardDeviation: number } {
  const [mean, standardDeviation] = text.split(",").map(Number);
  if (mean === undefined || !Number.isFinite(mean) || standardDeviation === undefined || !(standardDeviation > 0)) {
    throw wrong("prior", `--prior needs mean,standard deviation of the lift, such as 0,0.1: ${text}`);
  }
  return { mean, standardDeviation };
}

function wrong(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", message, { path });
}
