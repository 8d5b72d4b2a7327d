import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { BacktestReport } from "@attune/forecast/backtest/backtest-report";
import type { ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { type BacktestStudy, carryOutBacktest, type ObservedPlainly } from "../../study/backtest-study.ts";
import { askForJob } from "../ask-for-job.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";
import { backtestLaunch } from "./backtest-launch.ts";
import { addPurchaseOptions, fromFiles, type PurchaseOptions, positive, purchaseInput } from "./purchase-options.ts";

interface BacktestOptions extends PurchaseOptions, ConnectOptions {
  records?: string[];
  observed?: string;
  rolling?: true;
  keep?: true;
  owner?: string;
  launch?: string;
  report?: string[];
  model: "bg-nbd" | "mbg-nbd" | "pareto-nbd";
  weeksPerPeriod: number;
  periods: number;
  everyWeeks: number;
  minimumWeeks: number;
  seed: string;
  json?: true;
}

/** `attune forecast backtest`: forecasts held to what happened. */
export function forecastBacktestCommand(environment: Environment): Command {
  const command = new Command("backtest").description(
    "Scores forecasts against what happened: error, bias, coverage, a naive rival, drivers, assumptions; recalibrates intervals.",
  );
  addPurchaseOptions(command)
    .option("--records <file...>", "forecasts as JSON, one or a list in each file (with --transactions)")
    .option("--observed <file>", "JSON of drivers by period and of what became of assumptions")
    .option("--rolling", "score forecasts made as of days in the past, each from nothing later")
    .option("--keep", "with --from-store: forecast the next periods now and keep it, to be scored later")
    .option("--owner <name>", "who answers for the forecast (with --keep)")
    .option(
      "--launch <id>",
      "a scenario that was launched, against its experiments: an id, or the JSON file of the launch",
    )
    .option("--report <experiment=file...>", "reports of experiments that run elsewhere (with --launch)")
    .addOption(
      new Option("--model <model>", "of purchases").choices(["bg-nbd", "mbg-nbd", "pareto-nbd"]).default("bg-nbd"),
    )
    .option("--weeks-per-period <n>", "length of a period", positive, 4)
    .option("--periods <n>", "periods of each forecast", positive, 3)
    .option("--every-weeks <n>", "from one past day to the next (with --rolling)", positive, 4)
    .option("--minimum-weeks <n>", "past that a forecast needs (with --rolling)", positive, 26)
    .option("--seed <text>", "for intervals: same seed, same answer", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune forecast backtest --transactions orders.csv --customer customer_id --date ordered_at --rolling\n",
    )
    .action(async (options: BacktestOptions) => {
      if (options.keep === true) return keep(options, environment);
      if (options.launch !== undefined) return backtestLaunch({ ...options, launch: options.launch }, environment);
      const report = await reportOf(options, environment);
      environment.stdout.write(`${options.json === true ? JSON.stringify(report) : backtestText(report)}\n`);
    });
  return command;
}

async function keep(options: BacktestOptions, environment: Environment): Promise<void> {
  const { owner, fromStore, model, weeksPerPeriod, periods, seed, json } = options;
  if (fromStore !== true || owner === undefined) throw new UsageError("--keep needs --from-store and --owner");
  const body = { owner, model, weeksPerPeriod, periods, seed };
  const record = (await askForJob(environment, options, "/v1/forecast/lifetime-records", body)) as unknown as
    | ForecastRecord
    | Undetermined;
  if (isUndetermined(record)) {
    process.exitCode = 1;
    environment.stderr.write(`undetermined: ${record.undetermined.reason}\n`);
  }
  if (json === true) environment.stdout.write(`${JSON.stringify(record)}\n`);
  else if (!isUndetermined(record)) environment.stdout.write(`kept ${record.id}: ${record.periods.length} periods\n`);
}

async function reportOf(options: BacktestOptions, environment: Environment): Promise<BacktestReport> {
  const { transactions, fromStore, records, rolling, seed } = options;
  if ((transactions === undefined) === (fromStore === undefined))
    throw new UsageError("give either --transactions or --from-store");
  const { model, weeksPerPeriod, periods, everyWeeks, minimumWeeks } = options;
  const choices = { model, weeksPerPeriod, periods, everyWeeks, minimumWeeks };
  const observed = observedOf(options, environment);
  if (transactions === undefined) {
    const body = { forecasts: rolling === true ? "rolling" : "kept", ...choices, seed, observed: observed as Json };
    return (await askForJob(environment, options, "/v1/forecast/backtests", body)) as unknown as BacktestReport;
  }
  if ((records === undefined) === (rolling === undefined))
    throw new UsageError("with --transactions give either --records or --rolling");
  const table = await readTableColumns(transactions.map((path) => resolve(environment.workingDirectory, path)));
  const forecasts: BacktestStudy["forecasts"] =
    records === undefined
      ? { kind: "rolling", choices: { ...choices, owner: "backtest", madeAt: new Date().toISOString() } }
      : { kind: "kept", records: records.flatMap((path) => recordsIn(path, environment)) };
  return fromFiles(transactions, () =>
    carryOutBacktest({ kind: "backtest", input: purchaseInput(table, options), forecasts, observed, seed }),
  );
}

function recordsIn(path: string, environment: Environment): ForecastRecord[] {
  const content = jsonIn(path, environment);
  const records = (Array.isArray(content) ? content : [content]) as Partial<ForecastRecord>[];
  const bad = records.findIndex(
    (record) =>
      record.schema !== "attune.forecast.record/1" || !Array.isArray(record.periods) || record.scope === undefined,
  );
  if (bad >= 0) throw new UsageError(`${path}: entry ${bad + 1} is no forecast of schema attune.forecast.record/1`);
  return records as ForecastRecord[];
}

function observedOf({ observed }: BacktestOptions, environment: Environment): ObservedPlainly {
  return observed === undefined ? {} : (jsonIn(observed, environment) as ObservedPlainly);
}

function jsonIn(path: string, environment: Environment): unknown {
  try {
    return JSON.parse(readFileSync(resolve(environment.workingDirectory, path), "utf8"));
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

function backtestText({ score, recalibration, forecasts, assumptions, asOf }: BacktestReport): string {
  const lines = [`${forecasts.length} forecasts, what happened up to ${asOf}`];
  if (isUndetermined(score)) lines.push(score.undetermined.reason);
  else {
    lines.push(
      `periods over ${score.periods}: ${number(score.actual)} came, ${number(score.expected)} expected, bias ${percent(score.bias)}`,
      `error per period ${number(score.meanAbsoluteError)}${isUndetermined(score.mape) ? "" : ` (${percent(score.mape)})`}; ${percent(score.coverage)} within intervals meant for ${percent(score.level)}`,
      isUndetermined(score.naive)
        ? `rival: ${score.naive.undetermined.reason}`
        : `rival (${score.naive.kind}): error ${number(score.naive.meanAbsoluteError)}, we are ${percent(Math.abs(score.naive.skill))} ${score.naive.skill > 0 ? "better" : "worse"}`,
    );
  }
  lines.push(
    isUndetermined(recalibration)
      ? `next intervals: ${recalibration.undetermined.reason}`
      : `next intervals: ${number(recalibration.factor)} times as wide`,
    "",
    "from        to          expected         interval          actual  rival",
  );
  for (const forecast of forecasts) {
    lines.push(`${forecast.id} (${forecast.owner}, ${forecast.version})`);
    for (const { from, to, expected, low, high, actual, naive, inside, variance } of forecast.periods) {
      lines.push(
        `${from}  ${to}  ${number(expected).padStart(8)}  ${`${number(low)} to ${number(high)}`.padStart(18)}${inside ? " " : "!"} ${number(actual).padStart(8)}  ${naive === null ? "-" : number(naive)}`,
      );
      if (variance !== null) {
        const { difference, traffic, mix, conversion, value } = variance;
        lines.push(
          `  difference ${number(difference)}: traffic ${number(traffic)}, mix ${number(mix)}, conversion ${number(conversion)}, value ${number(value)}`,
        );
      }
    }
  }
  for (const { name, verdict, stated, low, high, observed, owner } of assumptions)
    lines.push(`${verdict.padEnd(6)} ${name}: ${stated} (${low} to ${high}), ${observed ?? "not"} observed (${owner})`);
  return lines.join("\n");
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
