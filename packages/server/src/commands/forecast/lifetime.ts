import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { lifetimeHtml } from "@attune/forecast/report/lifetime-html";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import {
  carryOutLifetime,
  type LifetimeAnswer,
  type LifetimeChoices,
  unitsInYear,
} from "../../study/lifetime-study.ts";
import type { PurchaseInput } from "../../study/purchase-input.ts";
import { askForJob } from "../ask-for-job.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";
import { writePages } from "../write-pages.ts";
import { lifetimeText } from "./lifetime-text.ts";
import {
  addPurchaseOptions,
  fromFiles,
  notNegative,
  type PurchaseOptions,
  positive,
  purchaseInput,
  share,
} from "./purchase-options.ts";

interface LifetimeCommandOptions
  extends PurchaseOptions,
    ConnectOptions,
    Omit<LifetimeChoices, "calibrationEnd" | "wantsCustomers" | "horizon" | "season" | "pages"> {
  summary?: string[];
  calibrationEnd?: string;
  horizon?: number;
  season?: number[];
  out?: string;
  html?: string;
  pdf?: string;
  json?: true;
}

/** `attune forecast lifetime`: what customers will still bring, from files of purchases or summaries, or from the store. */
export function forecastLifetimeCommand(environment: Environment): Command {
  const command = new Command("lifetime").description(
    "What each customer will still buy and be worth, checked on a holdout.",
  );
  addPurchaseOptions(command)
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
    .option("--calibration-end <date>", "the models learn up to this day; what follows checks them")
    .option("--horizon <units>", "units of time for which value is forecast (default: a year of them)", positive)
    .option("--discount-rate <rate>", "a year", notNegative, 0.1)
    .option("--margin <share>", "share of an amount that is margin; 1 forecasts revenue", share, 1)
    .option(
      "--season <factors>",
      "purchases by month, January to December, relative to an average one: 12 numbers by commas",
      seasonOf,
    )
    .option("--out <file>", "write a CSV with one line per customer")
    .option("--html <file>", "write the report as one HTML page")
    .option("--pdf <file>", "print that page, where a Chromium is installed")
    .option("--seed <text>", "for intervals: same seed, same answer", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune forecast lifetime --transactions orders.csv --customer customer_id --date ordered_at --amount total --calibration-end 2026-06-30 --margin 0.4 --out customers.csv\n",
    )
    .action(async (options: LifetimeCommandOptions) => {
      const answer = await answerOf(options, environment);
      if (isUndetermined(answer)) {
        process.exitCode = 1;
        if (options.json === true) environment.stdout.write(`${JSON.stringify(answer)}\n`);
        environment.stderr.write(`undetermined: ${answer.undetermined.reason}\n`);
        return;
      }
      const { forecast, customersCsv } = answer;
      if (options.out !== undefined && customersCsv !== null) {
        await writeFile(resolve(environment.workingDirectory, options.out), customersCsv);
        forecast.customers.file = options.out;
      }
      await writePages(options, () => lifetimeHtml(forecast), environment);
      environment.stdout.write(`${options.json === true ? JSON.stringify(forecast) : lifetimeText(forecast)}\n`);
    });
  return command;
}

async function answerOf(
  options: LifetimeCommandOptions,
  environment: Environment,
): Promise<LifetimeAnswer | Undetermined> {
  const { transactions, summary, fromStore, unit, model, discountRate, margin, seed } = options;
  const ways = [transactions, summary, fromStore].filter((way) => way !== undefined);
  if (ways.length !== 1) throw new UsageError("give one of --transactions, --summary and --from-store");
  const { calibrationEnd = null, horizon = unitsInYear[unit], season } = options;
  const choices = { unit, model, horizon, discountRate, margin, seed, wantsCustomers: options.out !== undefined };
  if (fromStore === true) {
    const body: Json = {
      source: "store",
      ...choices,
      ...(calibrationEnd === null ? {} : { calibrationEnd }),
      ...(season === undefined ? {} : { season }),
    };
    return (await askForJob(environment, options, "/v1/forecast/lifetime", body)) as unknown as
      | LifetimeAnswer
      | Undetermined;
  }
  const files = (transactions ?? summary)!;
  const table = await readTableColumns(files.map((path) => resolve(environment.workingDirectory, path)));
  return fromFiles(files, () => {
    const input: PurchaseInput = summary === undefined ? purchaseInput(table, options) : { kind: "summary", table };
    return carryOutLifetime({
      kind: "lifetime",
      input,
      choices: { ...choices, calibrationEnd, season: season ?? null, pages: [] },
    });
  });
}

function seasonOf(text: string): number[] {
  const factors = text.split(",").map(Number);
  if (factors.length !== 12 || !factors.every((factor) => factor > 0 && Number.isFinite(factor)))
    throw new UsageError(
      `--season ${text}: 12 numbers above 0, January to December, such as 0.8,0.8,0.9,1,1,1,0.9,0.9,1,1.1,1.3,1.3`,
    );
  return factors;
}
