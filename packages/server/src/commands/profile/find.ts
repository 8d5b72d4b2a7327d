import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { FoundPerson } from "../../profile/find-people.ts";
import { clientCommand } from "../client-command.ts";

export function profileFindCommand(environment: Environment): Command {
  return clientCommand<{ namespace?: string }>(environment, {
    name: "find",
    description: "Who is known by something: an identifier of any kind, or an order's number.",
    arguments: "<value>",
    example: "profile find 489434",
    act: (connection, { namespace }, [value]) => {
      const query = new URLSearchParams({ knownBy: value ?? "", ...(namespace === undefined ? {} : { namespace }) });
      return connection.request("GET", `/v1/profiles?${query}`);
    },
    print: (answer) => {
      const { people } = answer as unknown as { people: FoundPerson[] };
      if (people.length === 0) return "Nobody is known by it. Values are compared exactly.";
      return people
        .map(({ profileId, knownBy }) => `profile_id:${profileId}  by ${knownBy.namespace}:${knownBy.value}`)
        .join("\n");
    },
  }).option("--namespace <name>", "look for this kind of identifier alone (`email`, …), or `order_id`");
}
