import type { PlaybookRevision } from "@attune/model/playbook-revision";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface HistoryOptions {
  limit: string;
}

export function playbookHistoryCommand(environment: Environment): Command {
  return clientCommand<HistoryOptions>(environment, {
    name: "history",
    description: "The revisions of the playbook, newest first.",
    example: "playbook history --limit 10",
    act: (connection, { limit }) =>
      connection.request("GET", `/v1/playbook/revisions?${new URLSearchParams({ limit })}`),
    print: (answer) => {
      const { revisions } = answer as unknown as { revisions: Array<Omit<PlaybookRevision, "text">> };
      if (revisions.length === 0) return "no revision yet: `attune playbook apply` makes the first";
      return revisions.map(historyLine).join("\n");
    },
  }).option("--limit <n>", "how many at most, up to 200", "20");
}

function historyLine({
  revision,
  at,
  author,
  note,
  source,
  restores,
  accepted,
}: Omit<PlaybookRevision, "text">): string {
  const time = new Date(at).toISOString().slice(0, 16).replace("T", " ");
  const how = source === "rollback" ? `rollback to ${restores}` : source;
  const but = accepted === undefined ? "" : ` [accepted: ${accepted.join(", ")}]`;
  return `${String(revision).padStart(4)}  ${time}  ${author} (${how})  ${note}${but}`;
}
