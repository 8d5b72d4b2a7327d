import type { PlaybookApplied } from "@attune/model/playbook-report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";
import { appliedText } from "./change-text.ts";
import { type ChangeOptions, changeOptions, saidOf } from "./playbook-file.ts";

export function playbookRollbackCommand(environment: Environment): Command {
  const command = clientCommand<ChangeOptions>(environment, {
    name: "rollback",
    description: "Make an earlier revision run again, as a new one.",
    arguments: "<revision>",
    example: 'playbook rollback 3 --note "the banner hid the search"',
    act: (connection, options, [text = ""]) => {
      const to = Number(text);
      if (!Number.isInteger(to) || to < 1) throw new UsageError(`${text} is no revision: they count 1, 2, 3, …`);
      return connection.request("POST", "/v1/playbook/rollback", { to, ...saidOf(options) });
    },
    print: (answer) => appliedText(answer as unknown as PlaybookApplied),
  });
  for (const [flags, description] of changeOptions) command.option(flags, description);
  return command;
}
