import type { JsonObject } from "@attune/model/json";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";
import { personPath } from "./person-path.ts";

interface RectifyOptions {
  set: string[];
  by: string;
  note?: string;
}

export function privacyRectifyCommand(environment: Environment): Command {
  return clientCommand<RectifyOptions>(environment, {
    name: "rectify",
    description: "Correct what is known of a person; who did it and why stays in the log.",
    arguments: "<identifier>",
    example: 'privacy rectify user_id:ada --set name="Ada Lovelace" --by support',
    act: (connection, { set, by, note }, [who]) =>
      connection.request("POST", `${personPath("people", who)}/rectify`, {
        traits: readTraits(set),
        by,
        ...(note === undefined ? {} : { note }),
      }),
    print: (answer) => `Corrected: ${JSON.stringify((answer as { traits: JsonObject }).traits)}`,
  })
    .requiredOption("--set <trait=value...>", "JSON where it is JSON, else text")
    .requiredOption("--by <name>", "who corrects it")
    .option("--note <text>", "why");
}

function readTraits(settings: readonly string[]): JsonObject {
  const traits: JsonObject = {};
  for (const setting of settings) {
    const at = setting.indexOf("=");
    if (at < 1) throw new UsageError(`--set ${setting}: write trait=value`);
    traits[setting.slice(0, at)] = readValue(setting.slice(at + 1));
  }
  return traits;
}

function readValue(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
