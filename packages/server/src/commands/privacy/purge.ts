import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function privacyPurgeCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "purge",
    description: "Compact the stores, so that no byte of an erased person stays on disk.",
    example: "privacy purge --data-dir ./data",
    act: async (connection) =>
      followJob(connection, (await connection.request("POST", "/v1/privacy/purge")) as unknown as Job, environment),
    print: () => "Purged.",
  });
}
