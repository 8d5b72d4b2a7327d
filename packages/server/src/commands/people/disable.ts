import type { Account } from "@attune/model/account";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { accountLine, accountPath } from "./account-path.ts";

export function peopleDisableCommand(environment: Environment): Command {
  return clientCommand<{ undo?: true }>(environment, {
    name: "disable",
    description: "Shut somebody out: every session ends at once.",
    arguments: "<email>",
    example: "people disable mara@shop.example",
    act: async (connection, { undo }, [email = ""]) =>
      connection.request("PUT", `${await accountPath(connection, email)}/disabled`, { disabled: undo !== true }),
    print: (answer) => accountLine(answer as unknown as Account),
  }).option("--undo", "let them in again");
}
