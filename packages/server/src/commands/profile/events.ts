import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { profilePath } from "./profile-path.ts";

interface Page {
  limit: string;
  before?: string;
}

interface Timeline {
  events: TimelineEntry[];
  next: number | null;
}

interface TimelineEntry {
  offset: number;
  at: string;
  kind: "event" | "decision";
  name?: string;
  source?: string;
  actor?: string;
  items?: Array<{ itemId: string; quantity: number }>;
  money?: { kind: string; amount: number; orderId?: string } | null;
  decision?: { opportunities: Array<{ placementId: string; tacticId: string; arm: string }> };
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
  return [...events.map(entryText), ...(next === null ? [] : [`more with --before ${next}`])].join("\n");
}

/** When, what, about which items and how much money; of a decision, what each placement was for and on which side the person was. */
function entryText({ at, name, source, actor, items = [], money, decision }: TimelineEntry): string {
  if (decision !== undefined) {
    const shown = decision.opportunities.map(({ placementId, tacticId, arm }) => `${placementId}: ${tacticId}, ${arm}`);
    return [at, "decided", ...shown].join("  ");
  }
  const parts = [
    at,
    name ?? "",
    ...items.map(({ itemId, quantity }) => (quantity === 1 ? itemId : `${quantity} × ${itemId}`)),
  ];
  if (money) parts.push(`${money.kind} ${money.amount.toFixed(2)}`);
  if (actor !== undefined && actor !== "person") parts.push(`(${actor})`);
  return [...parts, source ?? ""].join("  ").trimEnd();
}
