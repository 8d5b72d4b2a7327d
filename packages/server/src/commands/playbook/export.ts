import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { saysFrom } from "./playbook-file.ts";

interface ExportOptions {
  revision?: string;
  out?: string;
}

/** What runs, or with an author one revision of the history. */
interface Answer {
  revision: number;
  text: string;
  author?: string;
}

/** An earlier revision is read, or begun anew from; only what runs can be changed without undoing anything. */
function toChange({ revision, text, author }: Answer): string {
  return author === undefined ? saysFrom(revision, text) : text;
}

export function playbookExportCommand(environment: Environment): Command {
  return clientCommand<ExportOptions>(environment, {
    name: "export",
    description: "The playbook that runs, or an earlier revision, as YAML.",
    example: "playbook export --out attune.yaml",
    act: async (connection, { revision, out }) => {
      const path = revision === undefined ? "/v1/playbook" : `/v1/playbook/revisions/${encodeURIComponent(revision)}`;
      const answer = (await connection.request("GET", path)) as unknown as Answer;
      if (out === undefined) return { ...answer };
      await writeFile(resolve(environment.workingDirectory, out), toChange(answer));
      return { ...answer, writtenTo: out };
    },
    print: (answer) => {
      const { writtenTo, ...present } = answer as unknown as Answer & { writtenTo?: string };
      return writtenTo === undefined ? toChange(present).trimEnd() : `revision ${present.revision} is in ${writtenTo}`;
    },
  })
    .option("--revision <n>", "an earlier revision")
    .option("--out <file>", "write it to a file");
}
