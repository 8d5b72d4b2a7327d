import type { SourceAudit, SourceQuality } from "@attune/model/source-audit";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

export function collectAuditCommand(environment: Environment): Command {
  return clientCommand<{ days?: string }>(environment, {
    name: "audit",
    description: "Judge every source, and name the three worst gaps with what to do.",
    example: "collect audit --days 30",
    act: (connection, { days = "30" }) => {
      if (!/^[1-9]\d{0,4}$/.test(days)) throw new UsageError(`--days ${days}: a whole number of days`);
      return connection.request("GET", `/v1/collect/audit?days=${days}`);
    },
    print: (answer) => auditText(answer as unknown as SourceAudit),
  }).option("--days <count>", "what was received in so many days", "30");
}

function auditText({ sources, gaps, days }: SourceAudit): string {
  if (sources.length === 0) return `Nothing came in within ${days} days. \`attune import\` or the SDK brings events.`;
  return [
    ...sources.flatMap((source) => [...sourceLines(source), ""]),
    gaps.length === 0 ? "No gap worth telling." : "The worst gaps:",
    ...gaps.flatMap(({ source, dimension, score, evidence, action }, i) => [
      `${i + 1}. ${source}, ${dimension} (${percent(score)}): ${evidence}.`,
      `   ${action}`,
    ]),
  ].join("\n");
}

function sourceLines({ source, score, events, people, scores, freshness }: SourceQuality): string[] {
  const numbers = `${events.toLocaleString("en")} events of ${people.toLocaleString("en")} people`;
  const silence = freshness.limitHours === null ? "" : `, silent for ${Math.round(freshness.silentHours)} hours`;
  return [
    `${source}  ${percent(score)}  ${numbers}  ${freshness.state}${silence}`,
    ...scores.map(
      ({ dimension, score: judged, evidence }) =>
        `  ${dimension.padEnd(13)}${(isUndetermined(judged) ? "-" : percent(judged)).padStart(6)}  ${evidence}`,
    ),
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
