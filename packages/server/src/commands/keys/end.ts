import type { ApiKey } from "@attune/model/account";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { keyLine } from "./key-text.ts";

export function keysEndCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "end",
    description: "End a key at once: what still comes with it is refused.",
    arguments: "<id>",
    example: "keys end 3f9a2c11b0de",
    act: (connection, _options, [id = ""]) => connection.request("DELETE", `/v1/keys/${encodeURIComponent(id)}`),
    print: (answer) => keyLine(answer as unknown as ApiKey),
  });
}
