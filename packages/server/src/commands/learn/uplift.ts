import { resolve } from "node:path";
import { boostedLearner, ridgeLearner } from "@attune/learn/uplift/base-learner";
import type { MetaLearner } from "@attune/learn/uplift/meta-learners";
import { upliftReport } from "@attune/learn/uplift/uplift-report";
import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import type { UpliftReport } from "@attune/model/uplift-report";
import { Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";

interface UpliftCommandOptions {
  data: string[];
  treatment: string;
  control: string;
  treated: string;
  outcome: string;
  features: string[];
  learner: MetaLearner | "forest";
  base: "trees" | "ridge";
  testFraction: number;
  observational?: true;
  cost: number;
  value: number;
  budget: number;
  seed: string;
  json?: true;
}

/** `attune learn uplift`: whom a treatment moves, from a CSV file of a test. It needs no engine. */
export function learnUpliftCommand(environment: Environment): Command {
  return new Command("uplift")
    .description("Learns whom a treatment moves, and what targeting them would gain.")
    .requiredOption("--data <file...>", "CSV file, gzip or not")
    .requiredOption("--treatment <column>", "what each person got")
    .requiredOption("--control <value>", "its value for those left alone")
    .requiredOption("--treated <value>", "its value for those treated; people with other values are left out")
    .requiredOption("--outcome <column>", "what came of it: 0/1 or a number")
    .requiredOption(
      "--features <columns>",
      "known before, such as recency,history,channel; words become one column each",
      list,
    )
    .addOption(
      new Option("--learner <learner>", "how uplift is put together")
        .choices(["s", "t", "x", "r", "dr", "forest"])
        .default("x"),
    )
    .addOption(new Option("--base <base>", "what predicts").choices(["trees", "ridge"]).default("trees"))
    .option("--test-fraction <share>", "share of people held out for judging", share, 0.5)
    .option("--observational", "nobody randomized: learn the propensity")
    .option("--cost <amount>", "of treating one person", amount, 0)
    .option("--value <amount>", "of one unit of the outcome", amount, 1)
    .option("--budget <share>", "at most this share of people is treated", share, 1)
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn uplift --data test.csv --treatment segment --control 'No E-Mail' --treated 'Womens E-Mail' --outcome visit --features recency,history,channel --cost 0.1 --value 2\n",
    )
    .action(async (options: UpliftCommandOptions) => {
      const table = await readTableColumns(options.data.map((path) => resolve(environment.workingDirectory, path)));
      const { data, features } = upliftDataOf(table, options);
      const report = upliftReport(
        data,
        {
          features,
          learner: options.learner,
          base: options.base === "trees" ? boostedLearner : ridgeLearner,
          testFraction: options.testFraction,
          isRandomized: options.observational !== true,
          costPerTreatment: options.cost,
          valuePerOutcome: options.value,
          budgetFraction: options.budget,
          seed: options.seed,
        },
        createRng(options.seed),
      );
      if (isUndetermined(report)) {
        process.exitCode = 1;
        if (options.json === true) environment.stdout.write(`${JSON.stringify(report)}\n`);
        environment.stderr.write(`undetermined: ${report.undetermined.reason}\n`);
        return;
      }
      environment.stdout.write(`${options.json === true ? JSON.stringify(report) : upliftText(report)}\n`);
    });
}

function upliftDataOf(table: ReadonlyMap<string, string[]>, options: UpliftCommandOptions) {
  const column = (name: string) => {
    const found = table.get(name);
    if (found !== undefined) return found;
    throw new UsageError(`there is no column ${name}; the table has ${[...table.keys()].join(", ")}`);
  };
  const arms = column(options.treatment);
  const rows = [...arms.keys()].filter((i) => arms[i] === options.control || arms[i] === options.treated);
  if (rows.length === 0)
    throw new UsageError(`no row of ${options.treatment} is “${options.control}” or “${options.treated}”`);
  const outcome = numbersOf(column(options.outcome), rows);
  const missing = outcome.findIndex((value) => Number.isNaN(value));
  if (missing !== -1) throw new UsageError(`row ${rows[missing]! + 1} has no outcome that is a number`);
  const features = options.features.flatMap((name) => featureColumns(name, column(name), rows));
  return {
    data: {
      columns: features.map((feature) => feature.values),
      treated: Uint8Array.from(rows, (i) => (arms[i] === options.treated ? 1 : 0)),
      outcome,
    },
    features: features.map((feature) => feature.name),
  };
}

/** Numbers as they are (empty is missing); words as one 0/1 column each, up to 50. */
function featureColumns(
  name: string,
  cells: readonly string[],
  rows: readonly number[],
): { name: string; values: Float64Array }[] {
  const isNumeric = rows.every((i) => cells[i] === "" || cells[i] === "NA" || Number.isFinite(Number(cells[i])));
  if (isNumeric) return [{ name, values: numbersOf(cells, rows) }];
  const words = [...new Set(rows.map((i) => cells[i]!))].sort();
  if (words.length > 50)
    throw new UsageError(`column ${name} has ${words.length} different words; at most 50 can be told apart`);
  return words.map((word) => ({
    name: `${name}=${word}`,
    values: Float64Array.from(rows, (i) => (cells[i] === word ? 1 : 0)),
  }));
}

function numbersOf(cells: readonly string[], rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (i) => (cells[i]!.trim() === "" ? Number.NaN : Number(cells[i])));
}

function upliftText(report: UpliftReport): string {
  const { ate, qini, policy } = report;
  const number = (value: number) => String(Number(value.toPrecision(4)));
  const ends = (interval: readonly [number, number]) => `${number(interval[0])} to ${number(interval[1])}`;
  return [
    `learner ${report.learner}: ${report.train.toLocaleString("en")} people to learn from, ${report.test.toLocaleString("en")} to judge`,
    isUndetermined(ate)
      ? `average effect undetermined: ${ate.undetermined.reason}`
      : `average effect ${number(ate.estimate)} (95 %: ${ends(ate.interval)})`,
    isUndetermined(qini.value) || isUndetermined(qini.interval)
      ? "Qini undetermined"
      : `Qini (${qini.definition}) ${number(qini.value)} (95 %: ${ends(qini.interval)}); 0 is chance`,
    `policy: treat ${number(100 * policy.treatFraction)} %, gain ${number(policy.gain)} a person (95 %: ${ends(policy.interval)}); treating all ${number(policy.gainOfTreatingAll)}`,
    "",
    "tenth  people  predicted  observed",
    ...report.deciles.map(
      ({ decile, people, predicted, observed }) =>
        `${String(decile).padStart(5)}  ${String(people).padStart(6)}  ${number(predicted).padStart(9)}  ${isUndetermined(observed) ? observed.undetermined.code : `${number(observed.estimate)} (${ends(observed.interval)})`}`,
    ),
    "",
    ...report.segments.map(
      ({ id, people, uplift }) =>
        `${id.padEnd(14)} ${people.toLocaleString("en").padStart(8)}  mean uplift ${number(uplift)}`,
    ),
    "",
    `rests on: ${report.importance
      .slice(0, 5)
      .map(({ feature, value }) => `${feature} ${number(value)}`)
      .join(", ")}`,
  ].join("\n");
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new UsageError(`${text} is not a share between 0 and 1`);
  return value;
}

function amount(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && Number.isFinite(value))) throw new UsageError(`${text} is not an amount`);
  return value;
}
