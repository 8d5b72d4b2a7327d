import { readFile, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { experimentHtml } from "@attune/measure/report/experiment-html";
import { type CsvExperiment, createCsvExperimentReader } from "@attune/measure/table/experiment-from-csv";
import type { ExperimentReport } from "@attune/model/experiment-report";
import { Command, Option } from "commander";
import { parse } from "yaml";
import type { Environment } from "../../environment.ts";
import type { ExperimentWords } from "../../report/experiment-question.ts";
import { UsageError } from "../usage-error.ts";
import { experimentText } from "./experiment-text.ts";
import { readTextFile } from "./read-text-file.ts";

interface ExperimentOptions extends ExperimentWords {
  data: string;
  metrics?: string;
  failOn?: string[];
  html?: string;
  unitsPerYear?: number;
  currency?: string;
  discount?: number;
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
    .option(
      "--rest <spec...>",
      "METRIC=COL/ERRORCOL: what a unit is expected to bring still, and the model's standard error of it (lifetime value)",
    )
    .option("--winsorize <share>", "cap values at this pooled quantile, such as 0.99")
    .option("--segment <column...>", "break effects down by these columns")
    .option(
      "--cluster <column>",
      "what was randomized, where that was shops, households or periods (switchback): intervals count these, not units",
    )
    .option("--strata <column>", "weight the variants to everyone's mix of this column, known before the experiment")
    .option(
      "--triggered <column>",
      "1 for units that could meet the change, 0 for others: only the former are compared, and the effect is diluted to everyone",
    )
    .option(
      "--factorial <column=control>",
      "a second change tried at the same time: both effects and their interaction",
    )
    .option("--date <column>", "ISO dates or times: adds the effect over time, and checks for novelty and late faults")
    .option("--stages <columns>", "flags in funnel order, such as viewed,added,ordered: splits the effect over them")
    .option("--split <shares>", "planned split, such as a=0.5,b=0.5 (default: equal)")
    .addOption(
      new Option("--method <method>", "how to judge")
        .choices(["fixed", "sequential", "group-sequential", "bayesian"])
        .default("fixed"),
    )
    .option("--alpha <level>", "chance of a false find that is accepted", "0.05")
    .addOption(
      new Option("--correction <method>", "for many comparisons").choices(["holm", "bh", "none"]).default("holm"),
    )
    .addOption(
      new Option(
        "--family <grouping>",
        "what is corrected together: all metrics (unless said), or the first, which decides, apart from the others",
      ).choices(["all", "primary-apart"]),
    )
    .option("--margin <spec...>", "name=VALUE: this metric is a guardrail and may be worse by at most VALUE")
    .option("--prior <mean,sd>", "belief about the lift before the data, for --method bayesian")
    .option("--planned-units <n>", "units at the end, for --method group-sequential")
    .option("--looks <units>", "units at earlier looks, such as 1000,2000, for --method group-sequential")
    .addOption(
      new Option("--spending <function>", "for --method group-sequential")
        .choices(["obrien-fleming", "pocock"])
        .default("obrien-fleming"),
    )
    .option("--tuning <n>", "units near which --method sequential is tightest")
    .option("--fail-on <verdicts>", "exit code 1 at these verdicts, such as invalid,stop", verdictList)
    .option("--html <file>", "write the report as one HTML page")
    .option("--units-per-year <n>", "units that the change will meet in a year, for the page's money", above)
    .option("--currency <code>", "of the means, for the page's money")
    .option("--discount <share>", "what past promises have been worth (measure holdout), for the page's money", above)
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune measure experiment --data ab.csv.gz --unit user_id --variant group --control control --metric conversion=converted\n",
    )
    .action(async (options: ExperimentOptions) => {
      const report = await readExperiment(options, environment);
      if (options.html !== undefined) {
        const { unitsPerYear, currency, discount } = options;
        const money = {
          ...(unitsPerYear === undefined ? {} : { unitsPerYear }),
          ...(currency === undefined ? {} : { currency }),
          ...(discount === undefined ? {} : { discount }),
        };
        await writeFile(resolve(environment.workingDirectory, options.html), experimentHtml(report, money));
      }
      environment.stdout.write(`${options.json === true ? JSON.stringify(report) : experimentText(report)}\n`);
      if (options.failOn?.includes(report.decision.verdict)) process.exitCode = 1;
    });
}

async function readExperiment(options: ExperimentOptions, environment: Environment): Promise<ExperimentReport> {
  const path = resolve(environment.workingDirectory, options.data);
  const reader = createCsvExperimentReader(await question(options, environment));
  const sha256 = await readTextFile(path, reader.push);
  return reader.finish({ data: basename(path), sha256 });
}

/** What is wrong with the words is bad usage here. */
async function question(options: ExperimentOptions, environment: Environment): Promise<CsvExperiment> {
  const more = options.metrics === undefined ? null : await readMetricFile(options.metrics, environment);
  // With the schema of metrics, which no other command needs.
  const { experimentQuestion, metricsInFile } = await import("../../report/experiment-question.ts");
  try {
    return experimentQuestion(options, more === null ? [] : metricsInFile(more.content, more.path));
  } catch (error) {
    if ((error as { code?: unknown }).code !== "bad-request") throw error;
    throw new UsageError((error as Error).message);
  }
}

async function readMetricFile(file: string, environment: Environment): Promise<{ content: unknown; path: string }> {
  const path = resolve(environment.workingDirectory, file);
  try {
    return { content: parse(await readFile(path, "utf8")), path };
  } catch (error) {
    throw new UsageError(`cannot read the metrics ${path}: ${(error as Error).message}`);
  }
}

const verdicts: readonly string[] = ["ship", "hold", "stop", "learn", "invalid"];

function verdictList(text: string): string[] {
  const list = text.split(",");
  const unknown = list.find((verdict) => !verdicts.includes(verdict));
  if (unknown !== undefined)
    throw new UsageError(`--fail-on knows ${verdicts.join(", ")}; "${unknown}" is none of them`);
  return list;
}

function above(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number above 0`);
  return value;
}
