import { resolve } from "node:path";
import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../client/follow-job.ts";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function backupCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "backup",
    description: "Copy all data into an empty directory of the engine's machine, while it runs.",
    arguments: "<directory>",
    example: "backup /backups/monday --data-dir ./data",
    act: async (connection, _options, [directory = ""]) => {
      const body = { directory: resolve(environment.workingDirectory, directory) };
      const job = (await connection.request("POST", "/v1/backup", body)) as unknown as Job;
      return followJob(connection, job, environment);
    },
    print: (answer) => `Copied to ${(answer as { directory: string }).directory}.`,
  });
}
