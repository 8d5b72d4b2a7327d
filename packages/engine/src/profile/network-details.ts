import type { JsonObject } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";

const fields = ["ip", "userAgent", "userAgentData"] as const;

/** The entry without network address and browser description; undefined where it has none. What was read from them (device, bots) stays. */
export function withoutNetworkDetails(entry: LogEntry): LogEntry | undefined {
  if (entry.kind !== "event" || !fields.some((field) => Object.hasOwn(entry.event.context, field))) return undefined;
  const context: JsonObject = { ...entry.event.context };
  for (const field of fields) delete context[field];
  return { ...entry, event: { ...entry.event, context } };
}

/** Whether this came in at or after the moment; what says no time is as old as what lies before it. */
export function isYounger(entry: LogEntry, before: number): boolean {
  return entry.kind === "event" && entry.event.receivedAt >= before;
}

/** Of the next entries of a log: how many are old, and those of them that change. */
export function forgetDetailsIn(
  entries: readonly LogEntry[],
  before: number,
): { old: LogEntry[]; rewritten: LogEntry[] } {
  const young = entries.findIndex((entry) => isYounger(entry, before));
  const old = young < 0 ? [...entries] : entries.slice(0, young);
  return { old, rewritten: old.flatMap((entry) => withoutNetworkDetails(entry) ?? []) };
}
