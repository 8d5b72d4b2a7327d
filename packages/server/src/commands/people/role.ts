import type { Account } from "@attune/model/account";
import { roles } from "@attune/model/role";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { accountLine, accountPath } from "./account-path.ts";

export function peopleRoleCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "role",
    description: `Change what somebody may do, from their next request on: ${roles.join(", ")}.`,
    arguments: "<email> <role>",
    example: "people role mara@shop.example analyst",
    act: async (connection, _options, [email = "", role = ""]) =>
      connection.request("PUT", `${await accountPath(connection, email)}/role`, { role }),
    print: (answer) => accountLine(answer as unknown as Account),
  });
}
