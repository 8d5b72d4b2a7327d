import type { PlaybookCheck } from "@attune/model/playbook-report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { findingLines } from "./change-text.ts";
import { broughtPlaybook } from "./playbook-file.ts";

export function playbookCheckCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "check",
    description: "What to mend or know before a playbook runs: exits 1 with errors, 0 with warnings only.",
    arguments: "<file>",
    example: "playbook check attune.yaml",
    bringsData: true,
    act: async (connection, _options, [name = ""]) => {
      const { text: file } = await broughtPlaybook(environment, name);
      const answer = await connection.request("POST", "/v1/playbook/check", { file });
      if (!(answer as unknown as PlaybookCheck).ok) process.exitCode = 1;
      return answer;
    },
    print: (answer) => {
      const { ok, findings, counts } = answer as unknown as PlaybookCheck;
      const what = Object.entries(counts).map(([section, count]) => `${count} ${section}`);
      const warnings = findings.filter(({ severity }) => severity === "warning").length;
      const head = ok ? `good: ${what.join(", ") || "an empty playbook"}; ${warnings} warnings` : "refused";
      return [head, ...findingLines(findings)].join("\n");
    },
  });
}
