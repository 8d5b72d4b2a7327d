import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier, profilePath } from "./profile-path.ts";

export function profileUnmergeCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "unmerge",
    description: "Take identifiers that belong to somebody else out of a person's profile.",
    arguments: "<identifier> <others...>",
    example: "profile unmerge user_id:ada email:grace@example.com anonymous_id:7f3a",
    act: (connection, _options, [who, ...others]) =>
      connection.request("POST", `${profilePath(who)}/unmerge`, {
        identifiers: others.map((other) => ({ ...parseIdentifier(other) })),
      }),
    print: (answer) => `Profiles that stand now: ${(answer as { restored: string[] }).restored.join(", ")}`,
  });
}
