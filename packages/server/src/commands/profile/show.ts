import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { profilePath } from "./profile-path.ts";

export function profileShowCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "show",
    description: "All that is known of a person, by any identifier.",
    arguments: "<identifier> [value]",
    example: "profile show email:ada@example.com",
    act: (connection, _options, [who, value]) => connection.request("GET", profilePath(who, value)),
    print: (answer) => JSON.stringify(answer, null, 2),
  });
}
