import { resolve } from "node:path";
import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Exported {
  directory: string;
  entries: number;
  files: number;
  bytes: number;
  leftOut: string[];
}

export function exportAllCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "all",
    description: "Write everything into an empty directory: the exact stores, and the same in open formats.",
    arguments: "<directory>",
    example: "export all ./everything --data-dir ./data",
    act: async (connection, _options, [directory = ""]) => {
      const body = { directory: resolve(environment.workingDirectory, directory) };
      return followJob(
        connection,
        (await connection.request("POST", "/v1/export", body)) as unknown as Job,
        environment,
      );
    },
    print: (answer) => exportedText(answer as unknown as Exported),
  });
}

function exportedText({ directory, entries, files, bytes, leftOut }: Exported): string {
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  const first = `${entries.toLocaleString("en")} entries of the log and all that follows from them: ${files} files, ${size}, in ${directory}.`;
  return [first, ...leftOut.map((what) => `Not in it: ${what}`)].join("\n");
}
