import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { hasCode } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { UpliftReport } from "@attune/model/uplift-report";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { carryOutStudy, type UpliftChoices } from "../../study/study.ts";
import type { UpliftColumns } from "../../study/uplift-data-of.ts";
import { upliftReportHtml } from "../../study/uplift-report-html.ts";
import { askForJob } from "../ask-for-job.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";

interface UpliftCommandOptions extends Omit<UpliftChoices, "observational">, Partial<UpliftColumns>, ConnectOptions {
  data?: string[];
  tactic?: string;
  windowDays?: number;
  lookbackDays?: number;
  observational?: true;
  html?: string;
  json?: true;
}

/** `attune learn uplift`: whom a treatment moves, from a CSV file of a test (it needs no engine), or from a tactic's own holdout. */
export function learnUpliftCommand(environment: Environment): Command {
  return new Command("uplift")
    .description("Learns whom a treatment moves, and what targeting them would gain.")
    .option("--data <file...>", "CSV file, gzip or not")
    .option("--tactic <id>", "instead of a file: a tactic with a holdout, from the store")
    .option("--treatment <column>", "what each person got")
    .option("--control <value>", "its value for those left alone")
    .option("--treated <value>", "its value for those treated; people with other values are left out")
    .option("--outcome <column>", "what came of it: 0/1 or a number; of a tactic conversion, orders or revenue")
    .option("--features <columns>", "known before, such as recency,history,channel; words become one column each", list)
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
    .option("--budget <share>", "at most this share of people is treated", wholeShare, 1)
    .option("--window-days <days>", "of a tactic: how long outcomes count (default: as in the playbook)", amount)
    .option("--lookback-days <days>", "of a tactic: how far back what was known before may lie (default 90)", amount)
    .option("--data-dir <dir>", "data directory (tactic)", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory (tactic)")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--html <file>", "write the report as one HTML page")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn uplift --data test.csv --treatment segment --control 'No E-Mail' --treated 'Womens E-Mail' --outcome visit --features recency,history,channel --cost 0.1 --value 2\n  $ attune learn uplift --tactic sale-countdown --outcome conversion\n",
    )
    .action(async (options: UpliftCommandOptions) => {
      const { data, tactic, html, json } = options;
      if ((data === undefined) === (tactic === undefined)) throw new UsageError("name either --data or --tactic");
      const report =
        data === undefined
          ? ((await askForJob(environment, options, "/v1/learn/uplift", tacticBody(options))) as unknown as
              | UpliftReport
              | Undetermined)
          : await learnFromFiles(environment, data, options);
      if (isUndetermined(report)) {
        process.exitCode = 1;
        if (json === true) environment.stdout.write(`${JSON.stringify(report)}\n`);
        environment.stderr.write(`undetermined: ${report.undetermined.reason}\n`);
        return;
      }
      if (html !== undefined) await writeFile(resolve(environment.workingDirectory, html), upliftReportHtml(report));
      environment.stdout.write(`${json === true ? JSON.stringify(report) : upliftText(report)}\n`);
    });
}

async function learnFromFiles(environment: Environment, data: readonly string[], options: UpliftCommandOptions) {
  const needed = (name: "treatment" | "control" | "treated" | "outcome"): string => {
    const value = options[name];
    if (value === undefined) throw new UsageError(`a file needs --${name}`);
    return value;
  };
  if (options.features === undefined || options.features.length === 0) throw new UsageError("a file needs --features");
  const columns: UpliftColumns = {
    treatment: needed("treatment"),
    control: needed("control"),
    treated: needed("treated"),
    outcome: needed("outcome"),
    features: options.features,
  };
  const table = await readTableColumns(data.map((path) => resolve(environment.workingDirectory, path)));
  try {
    const choices = { ...options, observational: options.observational === true };
    return carryOutStudy({ kind: "uplift", table, columns, choices }) as UpliftReport | Undetermined;
  } catch (error) {
    throw hasCode(error, "bad-request") ? new UsageError((error as Error).message) : error;
  }
}

/** Of a tactic the columns come from the store: only choices are sent. */
function tacticBody(options: UpliftCommandOptions): { [key: string]: Json } {
  const {
    tactic = "",
    learner,
    base,
    testFraction,
    cost,
    value,
    budget,
    seed,
    outcome,
    windowDays,
    lookbackDays,
  } = options;
  const given = { learner, base, testFraction, cost, value, budget, seed, outcome, windowDays, lookbackDays };
  return {
    tacticId: tactic,
    ...Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
    ),
  };
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

/** Part of the people, some being left on the other side. */
function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new UsageError(`${text} is not a share between 0 and 1`);
  return value;
}

function wholeShare(text: string): number {
  return text.trim() === "1" ? 1 : share(text);
}

function amount(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && Number.isFinite(value))) throw new UsageError(`${text} is not an amount`);
  return value;
}
