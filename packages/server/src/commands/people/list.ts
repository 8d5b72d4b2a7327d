import type { Account } from "@attune/model/account";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { accountLine } from "./account-path.ts";

export function peopleListCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "list",
    description: "Who may sign in to the console, and as what.",
    example: "people list",
    act: (connection) => connection.request("GET", "/v1/accounts"),
    print: (answer) => {
      const { accounts } = answer as unknown as { accounts: Account[] };
      return accounts.length === 0
        ? "Nobody yet: `attune people invite you@example.com --role admin` makes the first."
        : accounts.map(accountLine).join("\n");
    },
  });
}
