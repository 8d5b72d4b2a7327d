import type { ApiKey } from "@attune/model/account";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { keyLine } from "./key-text.ts";

export function keysListCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "list",
    description: "The keys of programs: what each opens, and when it was last used.",
    example: "keys list",
    act: (connection) => connection.request("GET", "/v1/keys"),
    print: (answer) => (answer as unknown as { keys: ApiKey[] }).keys.map(keyLine).join("\n"),
  });
}
