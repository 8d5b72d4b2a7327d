import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JsonObject } from "@attune/model/json";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface ExportOptions {
  revision?: string;
  out?: string;
}

export function playbookExportCommand(environment: Environment): Command {
  return clientCommand<ExportOptions>(environment, {
    name: "export",
    description: "The playbook that runs, or an earlier revision, as YAML.",
    example: "playbook export --out attune.yaml",
    act: async (connection, { revision, out }) => {
      const path = revision === undefined ? "/v1/playbook" : `/v1/playbook/revisions/${encodeURIComponent(revision)}`;
      const answer = (await connection.request("GET", path)) as JsonObject;
      if (out === undefined) return answer;
      await writeFile(resolve(environment.workingDirectory, out), String(answer.text));
      return { ...answer, writtenTo: out };
    },
    print: (answer) => {
      const { text, writtenTo, revision } = answer as { text: string; writtenTo?: string; revision: number };
      return writtenTo === undefined ? text.trimEnd() : `revision ${revision} is in ${writtenTo}`;
    },
  })
    .option("--revision <n>", "an earlier revision")
    .option("--out <file>", "write it to a file");
}
