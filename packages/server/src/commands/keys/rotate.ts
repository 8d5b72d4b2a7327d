import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";
import { printMadeKey } from "./key-text.ts";

export function keysRotateCommand(environment: Environment): Command {
  return clientCommand<{ graceHours: string }>(environment, {
    name: "rotate",
    description: "A new key in the place of one, which goes on opening for a while.",
    arguments: "<id>",
    example: "keys rotate 3f9a2c11b0de --grace-hours 48",
    act: (connection, { graceHours }, [id = ""]) => {
      const hours = Number(graceHours);
      if (!(hours >= 0 && hours <= 720)) throw new UsageError(`--grace-hours ${graceHours}: a number from 0 to 720`);
      return connection.request("POST", `/v1/keys/${encodeURIComponent(id)}/rotate`, { graceHours: hours });
    },
    print: printMadeKey,
  }).option("--grace-hours <hours>", "how long the old one goes on opening", "24");
}
