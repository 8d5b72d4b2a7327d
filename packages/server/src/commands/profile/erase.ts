import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { profilePath } from "./profile-path.ts";

export function profileEraseCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "erase",
    description:
      "Erase a person everywhere. This cannot be undone; `attune privacy purge` removes the last bytes from disk.",
    arguments: "<identifier> [value]",
    example: "profile erase email:ada@example.com",
    act: (connection, _options, [who, value]) => connection.request("DELETE", profilePath(who, value)),
    print: (answer) =>
      `Erased: ${(answer as { entries: number }).entries} log entries, and what the quarantine held of the person.`,
  });
}
