import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { profilePath } from "./profile-path.ts";

interface Page {
  limit: string;
  before?: string;
}

interface Timeline {
  events: Array<{ offset: number; at: string; kind: string; name?: string; source?: string }>;
  next: number | null;
}

export function profileEventsCommand(environment: Environment): Command {
  return clientCommand<Page>(environment, {
    name: "events",
    description: "A person's history, newest first.",
    arguments: "<identifier> [value]",
    example: "profile events user_id:ada --limit 20",
    act: (connection, { limit, before }, [who, value]) => {
      const query = new URLSearchParams({ limit });
      if (before !== undefined) query.set("before", before);
      return connection.request("GET", `${profilePath(who, value)}/events?${query}`);
    },
    print: (answer) => timelineText(answer as unknown as Timeline),
  })
    .option("--limit <n>", "at most this many", "50")
    .option("--before <offset>", "only entries before this log offset");
}

function timelineText({ events, next }: Timeline): string {
  const lines = events.map(({ at, kind, name, source }) => [at, kind, name ?? "", source ?? ""].join("  ").trimEnd());
  return [...lines, ...(next === null ? [] : [`more with --before ${next}`])].join("\n");
}
