import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

export function quarantineReplayCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "replay",
    description: "Send quarantined events through collect again, all of them or those named.",
    arguments: "[ids...]",
    example: "collect quarantine replay 17 18",
    act: (connection, _options, ids) =>
      connection.request("POST", "/v1/collect/quarantine/replay", ids.length === 0 ? {} : { ids: ids.map(parseId) }),
    print: (answer) => {
      const { replayed, kept, quarantined, dropped } = answer as Record<string, number>;
      return `${replayed} replayed: ${kept} kept, ${dropped} dropped, ${quarantined} back in quarantine.`;
    },
  });
}

function parseId(text: string): number {
  const id = Number(text);
  if (!Number.isInteger(id) || id < 1) throw new UsageError(`${text} is not an id of a quarantined event`);
  return id;
}
