import { readFile, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { experimentHtml } from "@attune/measure/report/experiment-html";
import { type CsvExperiment, createCsvExperimentReader } from "@attune/measure/table/experiment-from-csv";
import { type MetricSpec, parseMetricSpec } from "@attune/measure/table/metric-spec";
import type { ExperimentMethod, ExperimentReport } from "@attune/model/experiment-report";
import { Command, Option } from "commander";
import { parse } from "yaml";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { experimentText } from "./experiment-text.ts";
import { readTextFile } from "./read-text-file.ts";

interface ExperimentOptions {
  data: string;
  unit?: string;
  variant: string;
  control: string;
  metric?: string[];
  metrics?: string;
  covariate?: string[];
  winsorize?: number;
  segment?: string[];
  date?: string;
  stages?: string[];
  split?: Record<string, number>;
  method: ExperimentMethod;
  alpha: number;
  correction: "holm" | "bh" | "none";
  margin?: string[];
  prior?: { mean: number; standardDeviation: number };
  plannedUnits?: number;
  looks?: number[];
  spending: "obrien-fleming" | "pocock";
  tuning?: number;
  failOn?: string[];
  html?: string;
  json?: true;
}

/** `attune measure experiment`: a CSV file in, the report out. It needs no engine. */
export function measureExperimentCommand(environment: Environment): Command {
  return new Command("experiment")
    .description("Judges an experiment from a CSV file: trust checks first, then effects with their intervals.")
    .requiredOption("--data <file>", "CSV file, gzip or not; one or several rows per unit")
    .option("--unit <column>", "who was randomized: a user id, a visitor id (default: every row is a unit)")
    .requiredOption("--variant <column>", "which variant the unit got")
    .requiredOption("--control <value>", "the variant that the others are compared with")
    .option(
      "--metric <spec...>",
      "name=COL, name=COL:mean, name=COL:proportion, name=NUM/DEN, name=COL:p90; add :decrease where less is better",
    )
    .option("--metrics <file>", "YAML file of metrics, for anything beyond simple names")
    .option("--covariate <spec...>", "[METRIC=]COL measured before the experiment: takes noise out (CUPED)")
    .option("--winsorize <share>", "cap values at this pooled quantile, such as 0.99", share)
    .option("--segment <column...>", "break effects down by these columns")
    .option("--date <column>", "ISO dates or times: adds the effect over time, and checks for novelty and late faults")
    .option(
      "--stages <columns>",
      "flags in funnel order, such as viewed,added,ordered: splits the effect over them",
      (text: string) => text.split(","),
    )
    .option("--split <shares>", "planned split, such as a=0.5,b=0.5 (default: equal)", shares)
    .addOption(
      new Option("--method <method>", "how to judge")
        .choices(["fixed", "sequential", "group-sequential", "bayesian"])
        .default("fixed"),
    )
    .option("--alpha <level>", "chance of a false find that is accepted", share, 0.05)
    .addOption(
      new Option("--correction <method>", "for many comparisons").choices(["holm", "bh", "none"]).default("holm"),
    )
    .option("--margin <spec...>", "name=VALUE: this metric is a guardrail and may be worse by at most VALUE")
    .option("--prior <mean,sd>", "belief about the lift before the data, for --method bayesian", prior)
    .option("--planned-units <n>", "units at the end, for --method group-sequential", positive)
    .option("--looks <units>", "units at earlier looks, such as 1000,2000, for --method group-sequential", unitList)
    .addOption(
      new Option("--spending <function>", "for --method group-sequential")
        .choices(["obrien-fleming", "pocock"])
        .default("obrien-fleming"),
    )
    .option("--tuning <n>", "units near which --method sequential is tightest", positive)
    .option("--fail-on <verdicts>", "exit code 1 at these verdicts, such as invalid,stop", verdictList)
    .option("--html <file>", "write the report as one HTML page")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune measure experiment --data ab.csv.gz --unit user_id --variant group --control control --metric conversion=converted\n",
    )
    .action(async (options: ExperimentOptions) => {
      const report = await readExperiment(options, environment);
      if (options.html !== undefined) {
        await writeFile(resolve(environment.workingDirectory, options.html), experimentHtml(report));
      }
      environment.stdout.write(`${options.json === true ? JSON.stringify(report) : experimentText(report)}\n`);
      if (options.failOn?.includes(report.decision.verdict)) process.exitCode = 1;
    });
}

async function readExperiment(options: ExperimentOptions, environment: Environment): Promise<ExperimentReport> {
  const path = resolve(environment.workingDirectory, options.data);
  const metrics = await readMetrics(options, environment);
  const { control, method, alpha, correction, winsorize, prior: belief, spending, tuning } = options;
  const experiment: CsvExperiment = {
    unit: options.unit ?? null,
    variant: options.variant,
    metrics,
    segments: options.segment ?? [],
    ...(options.date === undefined ? {} : { date: options.date }),
    ...(options.stages === undefined ? {} : { stages: options.stages }),
    ...(options.split === undefined ? {} : { split: options.split }),
    ...(options.plannedUnits === undefined ? {} : { plannedUnits: options.plannedUnits }),
    ...(options.looks === undefined ? {} : { earlierLooks: options.looks }),
    options: {
      control,
      method,
      alpha,
      correction,
      spending,
      ...(winsorize === undefined ? {} : { winsorize }),
      ...(belief === undefined ? {} : { prior: belief }),
      ...(tuning === undefined ? {} : { tuning }),
    },
  };
  const reader = createCsvExperimentReader(experiment);
  const sha256 = await readTextFile(path, reader.push);
  return reader.finish({ data: basename(path), sha256 });
}

async function readMetrics(options: ExperimentOptions, environment: Environment): Promise<MetricSpec[]> {
  const specs = (options.metric ?? []).map(parseMetricSpec);
  if (options.metrics !== undefined) specs.push(...(await readMetricFile(options.metrics, environment)));
  if (specs.length === 0) throw new UsageError("name at least one metric: --metric conversion=converted");
  for (const text of options.covariate ?? []) {
    const { name, value } = named(text);
    const [covariate = "", covariateDenominator] = value.split("/");
    for (const spec of specsNamed(specs, name, "--covariate")) {
      spec.covariate = covariate;
      if (covariateDenominator !== undefined) spec.covariateDenominator = covariateDenominator;
    }
  }
  for (const text of options.margin ?? []) {
    const { name, value } = named(text);
    if (name === null) throw new UsageError(`--margin needs a metric's name: ${text}`);
    for (const spec of specsNamed(specs, name, "--margin")) spec.margin = positive(value);
  }
  return specs;
}

/** `{metrics: [{name, spec, covariate?, margin?}]}`, or a map of names to specs. */
async function readMetricFile(file: string, environment: Environment): Promise<MetricSpec[]> {
  const path = resolve(environment.workingDirectory, file);
  let content: unknown;
  try {
    content = parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot read the metrics ${path}: ${(error as Error).message}`);
  }
  const list = (content as { metrics?: unknown } | null)?.metrics;
  if (!Array.isArray(list)) throw new UsageError(`${path} needs a list "metrics" of {name, spec, covariate, margin}`);
  return list.map((entry: { name?: unknown; spec?: unknown; covariate?: unknown; margin?: unknown }) => {
    if (typeof entry.name !== "string" || typeof entry.spec !== "string") {
      throw new UsageError(
        `${path}: every metric needs a name and a spec such as "revenue/orders" or "load_ms:p90:decrease"`,
      );
    }
    const spec = parseMetricSpec(`${entry.name}=${entry.spec}`);
    if (typeof entry.covariate === "string") spec.covariate = entry.covariate;
    if (typeof entry.margin === "number") spec.margin = entry.margin;
    return spec;
  });
}

function named(text: string): { name: string | null; value: string } {
  const equals = text.indexOf("=");
  return equals === -1 ? { name: null, value: text } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function specsNamed(specs: MetricSpec[], name: string | null, option: string): MetricSpec[] {
  if (name === null) return specs;
  const found = specs.filter((spec) => spec.name === name);
  if (found.length === 0)
    throw new UsageError(`${option} names "${name}", but the metrics are ${specs.map((s) => s.name).join(", ")}`);
  return found;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new UsageError(`${text} is not a share between 0 and 1`);
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number above 0`);
  return value;
}

function shares(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const { name, value } = named(part);
      if (name === null) throw new UsageError(`--split needs variant=share,variant=share: ${text}`);
      return [name, positive(value)];
    }),
  );
}

const verdicts: readonly string[] = ["ship", "hold", "stop", "learn", "invalid"];

function verdictList(text: string): string[] {
  const list = text.split(",");
  const unknown = list.find((verdict) => !verdicts.includes(verdict));
  if (unknown !== undefined)
    throw new UsageError(`--fail-on knows ${verdicts.join(", ")}; "${unknown}" is none of them`);
  return list;
}

function unitList(text: string): number[] {
  return text.split(",").map(positive);
}

function prior(text: string): { mean: number; standardDeviation: number } {
  const [mean, standardDeviation] = text.split(",").map(Number);
  if (mean === undefined || !Number.isFinite(mean) || standardDeviation === undefined || !(standardDeviation > 0)) {
    throw new UsageError(`--prior needs mean,standard deviation of the lift, such as 0,0.1: ${text}`);
  }
  return { mean, standardDeviation };
}
