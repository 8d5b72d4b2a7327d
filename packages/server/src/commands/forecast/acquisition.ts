import { resolve } from "node:path";
import type { AcquisitionReport, CampaignAcquisition } from "@attune/model/acquisition";
import { hasCode } from "@attune/model/errors";
import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import { readSpendTable } from "../../acquisition/read-spend-table.ts";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";

const rowsAtOnce = 20_000;

export function forecastSpendCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "spend",
    bringsData: true,
    description:
      "Take in what campaigns cost by day: CSV of Google Ads, Meta Ads, Microsoft Advertising, or day,campaign,channel,amount,currency,clicks.",
    arguments: "<file>",
    example: "forecast spend google-ads.csv --data-dir ./data",
    act: async (connection, _options, [file = ""]) => {
      const rows = rowsIn(await readTableColumns([resolve(environment.workingDirectory, file)]), file);
      let stored = 0;
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        const part = { rows: rows.slice(from, from + rowsAtOnce) } as unknown as Json;
        const answer = (await connection.request("POST", "/v1/forecast/spend", part)) as { stored: number };
        stored += answer.stored;
      }
      return { stored };
    },
    print: (answer) => `${(answer as { stored: number }).stored.toLocaleString("en")} days of campaigns stored`,
  });
}

function rowsIn(columns: Map<string, string[]>, file: string) {
  try {
    return readSpendTable(columns);
  } catch (error) {
    throw hasCode(error, "bad-request") ? new UsageError(`${file}: ${(error as Error).message}`) : error;
  }
}

export function forecastAcquisitionCommand(environment: Environment): Command {
  return clientCommand<{ from?: string; to?: string }>(environment, {
    name: "acquisition",
    description: "What a new customer costs and has brought so far, by the campaign that touched them first.",
    example: "forecast acquisition --from 2026-10-01 --to 2026-10-31",
    act: async (connection, { from, to }) => {
      for (const [name, day] of [
        ["--from", from],
        ["--to", to],
      ])
        if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day))
          throw new UsageError(`${name}: a day such as 2026-10-01`);
      const job = await connection.request("POST", "/v1/forecast/acquisition", { from: from!, to: to! });
      return followJob(connection, job as unknown as Job, environment);
    },
    print: (answer) => acquisitionText(answer as unknown as AcquisitionReport),
  })
    .option("--from <day>", "first day of the range of first orders and of spend")
    .option("--to <day>", "last day, itself included");
}

function acquisitionText({ from, to, currency, total, campaigns, caveats }: AcquisitionReport): string {
  const unit = currency ?? "";
  return [
    `${from} to ${to}, ${unit}`,
    "campaign                          spend  customers    cost each  brought each  returned",
    ...campaigns.map((one) => line(one.campaign ?? "(no campaign)", one)),
    line("all", total),
    "",
    ...caveats,
  ].join("\n");
}

function line(name: string, one: Omit<CampaignAcquisition, "campaign" | "channel">): string {
  const money = (value: CampaignAcquisition["returned"], digits = 2) =>
    isUndetermined(value) ? "-" : value.toFixed(digits);
  return [
    name.slice(0, 28).padEnd(28),
    one.spend.toFixed(2).padStart(11),
    String(one.newCustomers).padStart(10),
    money(one.costPerCustomer).padStart(12),
    money(one.revenuePerCustomer).padStart(13),
    money(one.returned).padStart(9),
  ].join(" ");
}
