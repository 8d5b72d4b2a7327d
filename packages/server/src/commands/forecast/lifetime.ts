import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  forecastLifetime,
  type LifetimeOptions,
  type LifetimeSource,
} from "@attune/forecast/lifetime/lifetime-forecast";
import { purchaseLog, type RefundPolicy } from "@attune/forecast/lifetime/purchase-log";
import type { PurchaseModelName } from "@attune/forecast/lifetime/purchase-model";
import type { TimeUnit } from "@attune/forecast/lifetime/time-unit";
import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";
import { customerCsv } from "./customer-csv.ts";
import { lifetimeText } from "./lifetime-text.ts";
import { readSummary } from "./read-summary.ts";
import { dayOfText, readTransactions } from "./read-transactions.ts";

interface LifetimeCommandOptions {
  transactions?: string[];
  summary?: string[];
  customer?: string;
  date?: string;
  amount?: string;
  currency?: string;
  refunds: RefundPolicy;
  unit: TimeUnit;
  model: PurchaseModelName | "auto";
  calibrationEnd?: number;
  horizon: number;
  discountRate: number;
  margin: number;
  out?: string;
  seed: string;
  json?: true;
}

/** `attune forecast lifetime`: what customers will still bring, from a file of purchases or summaries. */
export function forecastLifetimeCommand(environment: Environment): Command {
  return new Command("lifetime")
    .description("What each customer will still buy and be worth, checked on a holdout.")
    .option("--transactions <file...>", "CSV of purchases, gzip or not; one row per purchase or line")
    .option("--customer <column>", "who bought (with --transactions)")
    .option("--date <column>", "when: 2026-03-31, 20260331, with a time or without (with --transactions)")
    .option("--amount <column>", "what was paid; Quantity*Price multiplies two columns")
    .option("--currency <column>", "must be the same in every row")
    .addOption(
      new Option("--refunds <policy>", "amounts of 0 and below")
        .choices(["refuse", "subtract", "ignore"])
        .default("refuse"),
    )
    .option(
      "--summary <file...>",
      "CSV of summaries: frequency or x, recency or t_x, T or periods; optionally monetary_value or zbar, weights",
    )
    .addOption(new Option("--unit <unit>", "of time").choices(["day", "week", "month", "year"]).default("week"))
    .addOption(
      new Option("--model <model>", "auto judges on an inner part of the calibration")
        .choices(["auto", "bg-nbd", "mbg-nbd", "pareto-nbd", "bg-bb", "sbg"])
        .default("auto"),
    )
    .option("--calibration-end <date>", "the models learn up to this day; what follows checks them", date)
    .option("--horizon <units>", "units of time for which value is forecast", positive, 52)
    .option("--discount-rate <rate>", "a year", notNegative, 0.1)
    .option("--margin <share>", "share of an amount that is margin; 1 forecasts revenue", positive, 1)
    .option("--out <file>", "write a CSV with one line per customer")
    .option("--seed <text>", "for intervals: same seed, same answer", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune forecast lifetime --transactions orders.csv --customer customer_id --date ordered_at --amount total --calibration-end 2026-06-30 --margin 0.4 --out customers.csv\n",
    )
    .action(async (options: LifetimeCommandOptions) => {
      const { source, notes } = await readSource(options, environment);
      const result = forecastLifetime(source, lifetimeOptions(options, source), createRng(options.seed));
      if (isUndetermined(result)) {
        process.exitCode = 1;
        if (options.json === true) environment.stdout.write(`${JSON.stringify(result)}\n`);
        environment.stderr.write(`undetermined: ${result.undetermined.reason}\n`);
        return;
      }
      const { forecast, histories, values } = result;
      forecast.warnings.unshift(...notes);
      if (options.out !== undefined) {
        const path = resolve(environment.workingDirectory, options.out);
        await pipeline(Readable.from(customerCsv(histories, values)), createWriteStream(path));
        forecast.customers.file = options.out;
      }
      environment.stdout.write(`${options.json === true ? JSON.stringify(forecast) : lifetimeText(forecast)}\n`);
    });
}

async function readSource(
  options: LifetimeCommandOptions,
  environment: Environment,
): Promise<{ source: LifetimeSource; notes: string[] }> {
  const { transactions, summary } = options;
  if ((transactions === undefined) === (summary === undefined))
    throw new UsageError("give either --transactions or --summary");
  const files = (transactions ?? summary)!;
  const table = await readTableColumns(files.map((path) => resolve(environment.workingDirectory, path)));
  const refuse = ({ line, reason }: { line: number; reason: string }): never => {
    throw new UsageError(`${files.join(", ")}, line ${line}: ${reason}`);
  };
  if (summary !== undefined) {
    if (options.calibrationEnd !== undefined)
      throw new UsageError("--calibration-end needs dates: give --transactions");
    const read = readSummary(table);
    return "line" in read ? refuse(read) : { source: { kind: "summary", ...read }, notes: [] };
  }
  if (options.customer === undefined || options.date === undefined)
    throw new UsageError("--transactions needs --customer and --date");
  const { customer, date: dateColumn, amount, currency } = options;
  const today = Math.floor(Date.now() / 86_400_000) + 1;
  const read = readTransactions(table, { customer, date: dateColumn, amount, currency }, today);
  if ("line" in read) return refuse(read);
  const log = purchaseLog(read.transactions, options.refunds);
  if ("line" in log) return refuse(log);
  const notes = Object.entries({
    "rows without a customer": read.withoutCustomer,
    refunds: log.leftOut.refunds,
    "amounts of 0": log.leftOut.zeroAmounts,
    "purchases paid back whole": log.leftOut.undonePurchases,
  }).flatMap(([what, count]) =>
    count === 0 ? [] : [`${count.toLocaleString("en")} ${what} are not counted as purchases.`],
  );
  return { source: { kind: "log", log, hasAmounts: amount !== undefined }, notes };
}

function lifetimeOptions(options: LifetimeCommandOptions, source: LifetimeSource): LifetimeOptions {
  const { model, unit, calibrationEnd = null, horizon, discountRate, margin } = options;
  if (source.kind === "log" && calibrationEnd !== null && calibrationEnd < source.log.firstDay)
    throw new UsageError("--calibration-end lies before the first purchase");
  return { model, unit, calibrationEndDay: calibrationEnd, horizon, discountRate, margin };
}

function date(text: string): number {
  const day = dayOfText(text);
  if (day === null) throw new UsageError(`${text} is not a day such as 2026-03-31`);
  return day;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number above 0`);
  return value;
}

function notNegative(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number from 0 on`);
  return value;
}
