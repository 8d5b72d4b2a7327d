import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { segmentPath } from "./segment-path.ts";

export function segmentBackfillCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "backfill",
    description: "Find a segment anew for everybody. A changed definition does this by itself.",
    arguments: "<id>",
    example: "segment backfill champions",
    act: async (connection, _options, [id = ""]) => {
      const job = (await connection.request("POST", `${segmentPath(id)}/backfill`, {})) as unknown as Job;
      return followJob(connection, job, environment);
    },
    print: (answer) => {
      const { segmentId, size } = answer as { segmentId: string; size: number };
      return `In ${segmentId}: ${size.toLocaleString("en")}.`;
    },
  });
}
