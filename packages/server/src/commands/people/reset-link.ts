import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { accountPath } from "./account-path.ts";
import { printLink } from "./print-link.ts";

export function peopleResetLinkCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "reset-link",
    description: "A new one-time link for somebody who forgot their password or lost their invitation.",
    arguments: "<email>",
    example: "people reset-link mara@shop.example",
    act: async (connection, _options, [email = ""]) =>
      connection.request("POST", `${await accountPath(connection, email)}/link`),
    print: printLink,
  });
}
