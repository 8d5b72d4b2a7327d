import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseQuarantineId } from "./quarantine-id.ts";

export function quarantineDiscardCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "discard",
    description: "Forget quarantined events for good: those that nothing will ever make right.",
    arguments: "<ids...>",
    example: "collect quarantine discard 17 18",
    act: (connection, _options, ids) =>
      connection.request("POST", "/v1/collect/quarantine/discard", { ids: ids.map(parseQuarantineId) }),
    print: (answer) => `${(answer as { discarded: number }).discarded} discarded.`,
  });
}
