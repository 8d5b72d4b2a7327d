import { bodyEncodings } from "@attune/engine/runtime/quarantined-body";
import type { Job } from "@attune/model/job";
import { type Command, Option } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseQuarantineId } from "./quarantine-id.ts";

export function quarantineReplayCommand(environment: Environment): Command {
  return clientCommand<{ encoding?: string }>(environment, {
    name: "replay",
    description: "Send quarantined events through collect again, all of them or those named.",
    arguments: "[ids...]",
    example: "collect quarantine replay 17 18",
    act: async (connection, { encoding }, ids) => {
      const path = "/v1/collect/quarantine/replay";
      const how = encoding === undefined ? {} : { encoding };
      if (ids.length > 0) return connection.request("POST", path, { ids: ids.map(parseQuarantineId), ...how });
      return followJob(connection, (await connection.request("POST", path, how)) as unknown as Job, environment);
    },
    print: (answer) => {
      const { replayed, kept, quarantined, dropped } = answer as Record<string, number>;
      return `${replayed} replayed: ${kept} kept, ${dropped} dropped, ${quarantined} back in quarantine, under new ids.`;
    },
  }).addOption(
    new Option("--encoding <name>", "that of events that were set aside as invalid-utf8").choices([...bodyEncodings]),
  );
}
