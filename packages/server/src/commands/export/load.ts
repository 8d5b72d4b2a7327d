import { resolve } from "node:path";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function exportLoadCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "load",
    bringsData: true,
    description: "Take an export in, in place of what is there; the present data are moved aside.",
    arguments: "<directory>",
    example: "export load ./everything --data-dir ./new",
    act: (connection, _options, [directory = ""]) =>
      connection.request("POST", "/v1/export/load", { directory: resolve(environment.workingDirectory, directory) }),
    print: (answer) => {
      const { entries, movedTo } = answer as { entries: number; movedTo: string };
      return `Loaded ${entries.toLocaleString("en")} entries. What was there before is in ${movedTo}.`;
    },
  });
}
