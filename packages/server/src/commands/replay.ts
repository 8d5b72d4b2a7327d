import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../client/follow-job.ts";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function replayCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "replay",
    description: "Rebuild profiles and analytics from the log.",
    example: "replay --data-dir ./data",
    act: async (connection) =>
      followJob(connection, (await connection.request("POST", "/v1/replay")) as unknown as Job, environment),
    print: (answer) => `Rebuilt from ${(answer as { entries: number }).entries.toLocaleString("en")} log entries.`,
  });
}
