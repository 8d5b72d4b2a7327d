import { resolve } from "node:path";
import type { GroupReport } from "@attune/forecast/cohort/cohort-report";
import { cohortHtml } from "@attune/forecast/report/cohort-html";
import { isUndetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { type CohortAnswer, type CohortChoices, carryOutCohort } from "../../study/cohort-study.ts";
import { unitsInYear } from "../../study/lifetime-study.ts";
import { personalizationText } from "../../study/personalization-text.ts";
import { askForJob } from "../ask-for-job.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";
import { writePages } from "../write-pages.ts";
import {
  addPurchaseOptions,
  fromFiles,
  notNegative,
  type PurchaseOptions,
  positive,
  purchaseInput,
  share,
} from "./purchase-options.ts";

interface CohortCommandOptions
  extends PurchaseOptions,
    ConnectOptions,
    Omit<CohortChoices, "by" | "asOf" | "horizon" | "pages"> {
  by?: string[];
  asOf?: string;
  horizon?: number;
  html?: string;
  pdf?: string;
  json?: true;
}

/** `attune forecast cohort`: retention and revenue by cohort and group, fitted and projected. */
export function forecastCohortCommand(environment: Environment): Command {
  const command = new Command("cohort").description(
    "Retention and revenue by month of first purchase, fitted and projected, by group; treated against held out.",
  );
  addPurchaseOptions(command)
    .option(
      "--by <columns>",
      "groups, such as channel,segment; arm with treated and global-holdout is compared (from the store: channel and arm always, segment where named)",
      (text: string) => text.split(",").map((name) => name.trim()),
    )
    .option("--as-of <date>", "last day that counts")
    .addOption(new Option("--unit <unit>", "of time").choices(["week", "month"]).default("month"))
    .option("--horizon <units>", "units that are projected (default: a year of them)", positive)
    .option("--discount-rate <rate>", "a year", notNegative, 0.1)
    .option("--margin <share>", "share of an amount that is margin", share, 1)
    .option("--html <file>", "write the report as one HTML page, with the cohorts' triangles")
    .option("--pdf <file>", "print that page, where a Chromium is installed")
    .option("--seed <text>", "for intervals: same seed, same answer", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune forecast cohort --transactions orders.csv --customer customer_id --date ordered_at --amount total --by channel,arm\n",
    )
    .action(async (options: CohortCommandOptions) => {
      const answer = await answerOf(options, environment);
      const notes = { personalization: personalizationText(answer.personalization), warnings: answer.warnings };
      await writePages(options, () => cohortHtml(answer, notes), environment);
      environment.stdout.write(`${options.json === true ? JSON.stringify(answer) : cohortText(answer)}\n`);
    });
  return command;
}

async function answerOf(options: CohortCommandOptions, environment: Environment): Promise<CohortAnswer> {
  const { transactions, fromStore, unit, discountRate, margin, seed, by = [], asOf = null } = options;
  if ((transactions === undefined) === (fromStore === undefined))
    throw new UsageError("give either --transactions or --from-store");
  const horizon = Math.round(options.horizon ?? unitsInYear[unit]);
  const choices = { by, unit, horizon, discountRate, margin, seed };
  if (transactions === undefined) {
    const body = { source: "store", ...choices, ...(asOf === null ? {} : { asOf }) };
    return (await askForJob(environment, options, "/v1/forecast/cohorts", body)) as unknown as CohortAnswer;
  }
  const table = await readTableColumns(transactions.map((path) => resolve(environment.workingDirectory, path)));
  const unknown = by.find((name) => !table.has(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no column ${unknown}; the table has ${[...table.keys()].join(", ")}`);
  return fromFiles(transactions, () =>
    carryOutCohort({
      kind: "cohort",
      input: purchaseInput(table, options),
      choices: { ...choices, asOf, pages: [] },
      effect: null,
    }),
  );
}

function cohortText(answer: CohortAnswer): string {
  const { unit, horizon } = answer;
  const lines = [`as of ${answer.asOf}; ${unit}s after the first purchase; ${horizon} ${unit}s ahead`, ""];
  for (const group of answer.groups) lines.push(...groupLines(group, unit), "");
  lines.push(`personalization  ${personalizationText(answer.personalization)}`);
  return [...lines, ...answer.warnings.map((warning) => `! ${warning}`)].join("\n");
}

function groupLines(group: GroupReport, unit: string): string[] {
  const { worth, model, retention } = group;
  const name = group.by === "all" ? "everybody" : `${group.by} ${group.value}`;
  const lines = [`${name}: ${group.customers.toLocaleString("en")} customers`];
  lines.push(
    isUndetermined(worth)
      ? `  worth      ${worth.undetermined.reason}`
      : `  worth      ${number(worth.perCustomer)} each: ${number(worth.observedPerCustomer)} so far, ${number(worth.predictedPerCustomer)} predicted${isUndetermined(worth.interval) ? "" : ` (95 %: ${worth.interval.map(number).join(" to ")})`}`,
  );
  if (!isUndetermined(model) && model.boundary.length > 0)
    lines.push(
      `  model      ${model.boundary.map(({ parameter, towards }) => `${parameter} to ${towards}`).join(", ")}`,
    );
  const told = retention.filter(({ period }) => [1, 2, 3, 6, 9, 12, 18, 24].includes(period));
  lines.push(
    ...told.map(
      ({ period, retention: share, fitted, interval, customers }) =>
        `  ${unit} ${String(period).padStart(2)}   ${share === null ? "     -" : percent(share)} of ${String(customers).padStart(6)}   fitted ${fitted === null ? "-" : percent(fitted)}${interval === null ? "" : ` (${interval.map(percent).join(" to ")})`}`,
    ),
  );
  return lines;
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1).padStart(4)} %`;
}
