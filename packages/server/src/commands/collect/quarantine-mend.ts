import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";
import { parseQuarantineId } from "./quarantine-id.ts";

export function quarantineMendCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "mend",
    description:
      "Take in, in the place of a quarantined event, what it should have been: a JSON file with the event, or a list.",
    arguments: "<id> <file>",
    example: "collect quarantine mend 17 mended.json",
    act: (connection, _options, [id = "", file = ""]) =>
      connection.request("POST", `/v1/collect/quarantine/${parseQuarantineId(id)}/mend`, {
        events: [eventsIn(file, environment)].flat(),
      }),
    print: (answer) => {
      const { kept, dropped } = answer as { kept: number; dropped: number };
      return `${kept} kept, ${dropped} dropped; it is in quarantine no more.`;
    },
  });
}

function eventsIn(file: string, environment: Environment): Json {
  const path = resolve(environment.workingDirectory, file);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Json;
  } catch (error) {
    throw new UsageError(`${path} holds no JSON: ${(error as Error).message}`);
  }
}
