import { roles, roleWords } from "@attune/model/role";
import { type Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { printLink } from "./print-link.ts";

export function peopleInviteCommand(environment: Environment): Command {
  return clientCommand<{ role: string; name?: string }>(environment, {
    name: "invite",
    description: `Invite somebody: prints the link to send them. ${roles.map((role) => `${role}: ${roleWords[role]}`).join(". ")}.`,
    arguments: "<email>",
    example: "people invite mara@shop.example --role editor --name Mara",
    act: (connection, { role, name }, [email = ""]) =>
      connection.request("POST", "/v1/accounts", { email, role, ...(name === undefined ? {} : { name }) }),
    print: printLink,
  })
    .addOption(new Option("--role <role>", "what they may do").choices(roles).default("viewer"))
    .option("--name <name>", "how they are called");
}
