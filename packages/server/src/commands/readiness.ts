import type { Readiness } from "@attune/model/readiness";
import type { Command } from "commander";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function readinessCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "readiness",
    description: "Nine questions answered from the system's own evidence, the gaps ranked, and when to hold off.",
    example: "readiness --data-dir ./data",
    act: (connection) => connection.request("GET", "/v1/readiness"),
    print: (answer) => readinessText(answer as unknown as Readiness),
  });
}

function readinessText({ answers, gaps, holdOff }: Readiness): string {
  return [
    ...answers.flatMap(({ asked, answer, evidence, link }) => [
      `${answer.padEnd(8)}${asked}  (${link})`,
      ...evidence.map((line) => `          ${line}`),
    ]),
    "",
    gaps.length === 0 ? "Nothing lacks." : "What holds back most:",
    ...gaps.map(
      ({ question, expectedEffect, action }, i) =>
        `${i + 1}. ${question} (about ${Math.round(100 * expectedEffect)} % of what can be earned): ${action}`,
    ),
    "",
    holdOff.reasons.length === 0 ? "Nothing speaks against going on." : "Hold off where:",
    ...holdOff.reasons.map((reason) => `- ${reason}`),
    ...(holdOff.override === null ? [] : [`  accepted in the playbook: ${holdOff.override}`]),
    ...holdOff.askYourself.map((question) => `? ${question}`),
  ].join("\n");
}
