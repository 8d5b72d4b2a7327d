import { stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { PlaybookApplied } from "@attune/model/playbook-report";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import type { Command } from "commander";
import type { Connection } from "../../client/connection.ts";
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
      const said = saidOf(options);
      const expected = said.expected ?? from ?? (await ownLatest(connection, text, said.author));
      const order = { file: text, ...said, expected };
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

/**
 * The revision that a file continues which does not say from which it was made: the latest, where it is by the same author or says the same. Another's is not
 * undone by somebody who may not know of it.
 */
async function ownLatest(connection: Connection, text: string, author: string): Promise<number> {
  const present = (await connection.request("GET", "/v1/playbook")) as unknown as { revision: number; text: string };
  const { revision } = present;
  if (revision === 0 || present.text === text) return revision;
  const latest = (await connection.request("GET", `/v1/playbook/revisions/${revision}`)) as unknown as PlaybookRevision;
  if (latest.author === author) return revision;
  const when = new Date(latest.at).toISOString().slice(0, 16).replace("T", " ");
  throw new Error(
    `The file does not say which revision it was made from, and revision ${revision} by ${latest.author} of ${when} UTC runs: applying it may undo what ${latest.author} changed. \`attune playbook plan\` shows what it would change; then say --expected ${revision}. A file of \`attune playbook export --out FILE\` says it by itself.`,
  );
}
