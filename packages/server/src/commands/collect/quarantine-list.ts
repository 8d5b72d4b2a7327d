import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Page {
  limit: string;
  before?: string;
}

export function quarantineListCommand(environment: Environment): Command {
  return clientCommand<Page>(environment, {
    name: "list",
    description: "Quarantined events, newest first, with their reasons.",
    example: "collect quarantine list --limit 10",
    act: (connection, { limit, before }) => {
      const query = new URLSearchParams({ limit });
      if (before !== undefined) query.set("before", before);
      return connection.request("GET", `/v1/collect/quarantine?${query}`);
    },
    print: (answer) => {
      const { entries, counts } = answer as unknown as { entries: QuarantinedEvent[]; counts: Record<string, number> };
      const totals = Object.entries(counts).map(([code, count]) => `${code}: ${count}`);
      const lines = entries.map(
        (e) => `${e.quarantineId}  ${new Date(e.receivedAt).toISOString()}  ${e.code}  ${e.reason}`,
      );
      return [totals.join(", ") || "The quarantine is empty.", ...lines].join("\n");
    },
  })
    .option("--limit <n>", "at most this many", "50")
    .option("--before <id>", "only entries before this id");
}
