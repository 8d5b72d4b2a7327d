import type { PlaybookDocument } from "@attune/model/playbook-report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { playbookMarkdown } from "../../playbook/playbook-text.ts";
import { clientCommand } from "../client-command.ts";

export function playbookPrintCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "print",
    description:
      "The playbook as a team reads it: hypotheses, segments, goals, baselines, state and evidence (Markdown).",
    example: "playbook print > playbook.md",
    act: (connection) => connection.request("GET", "/v1/playbook/document"),
    print: (answer) => playbookMarkdown(answer as unknown as PlaybookDocument),
  });
}
