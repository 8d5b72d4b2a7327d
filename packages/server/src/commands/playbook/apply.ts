import { stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { PlaybookApplied } from "@attune/model/playbook-report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { appliedText } from "./change-text.ts";
import { broughtPlaybook, type ChangeOptions, changeOptions, saidOf, saysFrom } from "./playbook-file.ts";

export function playbookApplyCommand(environment: Environment): Command {
  const command = clientCommand<ChangeOptions>(environment, {
    name: "apply",
    description: "Put a playbook in place of the one that runs, whole or not at all.",
    arguments: "<file>",
    example: 'playbook apply attune.yaml --note "a warmer welcome"',
    bringsData: true,
    act: async (connection, options, [name = ""]) => {
      const { text, from } = await broughtPlaybook(environment, name);
      const order = { file: text, ...(from === null ? {} : { expected: from }), ...saidOf(options) };
      const answer = await connection.request("POST", "/v1/playbook/apply", order);
      if (from !== null) await goOnFrom((answer as unknown as PlaybookApplied).revision.revision, name, text);
      return answer;
    },
    print: (answer) => appliedText(answer as unknown as PlaybookApplied),
  });
  for (const [flags, description] of changeOptions) command.option(flags, description);
  return command;

  /** The next change of this file is made from what was just applied. */
  async function goOnFrom(revision: number, name: string, text: string): Promise<void> {
    const path = resolve(environment.workingDirectory, name);
    if ((await stat(path)).isFile()) await writeFile(path, saysFrom(revision, text));
  }
}
