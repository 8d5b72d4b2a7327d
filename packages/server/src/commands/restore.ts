import { resolve } from "node:path";
import type { Command } from "commander";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function restoreCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "restore",
    bringsData: true,
    description: "Replace all data by those of a backup; the present data are moved aside.",
    arguments: "<directory>",
    example: "restore /backups/monday --data-dir ./data",
    act: (connection, _options, [directory = ""]) =>
      connection.request("POST", "/v1/restore", { directory: resolve(environment.workingDirectory, directory) }),
    print: (answer) => {
      const { entries, movedTo } = answer as { entries: number; movedTo: string };
      return `Restored ${entries.toLocaleString("en")} log entries. The data before are in ${movedTo}.`;
    },
  });
}
