import type { PlaybookApplied } from "@attune/model/playbook-report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { appliedText } from "./change-text.ts";
import { type ChangeOptions, changeOptions, playbookText, saidOf } from "./playbook-file.ts";

export function playbookApplyCommand(environment: Environment): Command {
  const command = clientCommand<ChangeOptions>(environment, {
    name: "apply",
    description: "Put a playbook in place of the one that runs, whole or not at all.",
    arguments: "<file>",
    example: 'playbook apply attune.yaml --note "a warmer welcome"',
    bringsData: true,
    act: async (connection, options, [name = ""]) =>
      connection.request("POST", "/v1/playbook/apply", {
        file: await playbookText(environment, name),
        ...saidOf(options),
      }),
    print: (answer) => appliedText(answer as unknown as PlaybookApplied),
  });
  for (const [flags, description] of changeOptions) command.option(flags, description);
  return command;
}
