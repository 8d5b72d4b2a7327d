import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function privacyPurgeCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "purge",
    description: "Compact the stores and remove what a restore moved aside: no byte of an erased person stays.",
    example: "privacy purge --data-dir ./data",
    act: async (connection) =>
      followJob(connection, (await connection.request("POST", "/v1/privacy/purge")) as unknown as Job, environment),
    print: (answer) => purgedText((answer as { removed: string[] }).removed),
  });
}

function purgedText(removed: readonly string[]): string {
  const gone = removed.map((directory) => `Removed ${directory}, the data from before a restore.`);
  return ["Purged.", ...gone, "Backups still hold what they held: a restore carries out later erasures again."].join(
    "\n",
  );
}
