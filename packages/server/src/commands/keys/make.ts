import { permissions, permissionWords } from "@attune/model/role";
import { type Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";
import { printMadeKey } from "./key-text.ts";

export function keysMakeCommand(environment: Environment): Command {
  return clientCommand<{ kind: string; scopes?: string }>(environment, {
    name: "make",
    description: `Make a key for a program. Scopes: ${permissions.map((one) => `${one} (${permissionWords[one]})`).join("; ")}.`,
    arguments: "<name>",
    example: 'keys make "Nightly report" --scopes read,study',
    act: (connection, { kind, scopes }, [name = ""]) =>
      connection.request("POST", "/v1/keys", {
        name,
        kind,
        ...(scopes === undefined ? {} : { scopes: named(scopes) }),
      }),
    print: printMadeKey,
  })
    .addOption(new Option("--kind <kind>", "of key").choices(["secret", "write"]).default("secret"))
    .option("--scopes <list>", "of a secret key, separated by commas (default: all)");
}

function named(list: string): string[] {
  const scopes = list.split(",").map((one) => one.trim());
  const known: readonly string[] = permissions;
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (unknown !== undefined) throw new UsageError(`--scopes ${unknown}: a scope is one of ${permissions.join(", ")}`);
  return scopes;
}
