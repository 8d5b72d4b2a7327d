import type { BaselineMetric, BaselineReport } from "@attune/model/baseline-report";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import { whileWaiting } from "../../client/while-waiting.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface BaselineOptions {
  start: string;
  days?: string;
}

export function measureBaselineCommand(environment: Environment): Command {
  return clientCommand<BaselineOptions>(environment, {
    name: "baseline",
    description: "The business before and after a day, with the season taken out. Not causal, and labelled so.",
    example: "measure baseline --start 2026-03-01 --days 56",
    act: (connection, { start, days }) => {
      const query = new URLSearchParams({ start });
      if (days !== undefined) query.set("days", days);
      return whileWaiting(environment, connection.request("GET", `/v1/measure/baseline?${query}`));
    },
    print: (answer) => baselineText(answer as unknown as BaselineReport),
  })
    .requiredOption("--start <day>", "the first business day of what changed, such as 2026-03-01")
    .option("--days <n>", "days on each side at most, up to 364 (default: 56)");
}

function baselineText({ label, before, after, currency, metrics }: BaselineReport): string {
  return [
    label,
    `${before.days} days from ${before.from}, against ${after.days} days from ${after.from}`,
    ...metrics.flatMap((metric) => ["", metric.name, ...metricLines(metric, currency ?? "")]),
  ].join("\n");
}

function metricLines(
  { unit, before, after, expected, change, relativeChange, checks }: BaselineMetric,
  currency: string,
) {
  if (isUndetermined(before) || isUndetermined(after) || isUndetermined(expected))
    return [`  undetermined: ${isUndetermined(before) ? before.undetermined.reason : ""}`];
  const value = (of: number) =>
    `${of.toLocaleString("en", { maximumFractionDigits: 2 })} ${unit === "currency" ? currency : ""}`.trimEnd();
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const range = isUndetermined(change)
    ? `undetermined: ${change.undetermined.reason}`
    : `${value(change.estimate)} (95 %: ${change.interval.map(value).join(" to ")})${isUndetermined(relativeChange) ? "" : `, ${percent(relativeChange.estimate)}`}`;
  return [
    `  before ${value(before)}, after ${value(after)}; expected ${value(expected)}`,
    `  change over whole weeks, weekdays and season taken out: ${range}`,
    ...checks.filter(({ status }) => status !== "pass").map(({ message }) => `  ${message}`),
  ];
}
