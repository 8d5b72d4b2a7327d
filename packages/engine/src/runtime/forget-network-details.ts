import type { JsonObject } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import { writeSet } from "@attune/model/write-set";
import type { Stores } from "../ports/stores.ts";

const entriesAtOnce = 1_000;
const fields = ["ip", "userAgent", "userAgentData"] as const;
const checkpointId = "network-details";

/**
 * Takes network addresses and browser descriptions out of events that came in before a moment, in place. What was read from them (device, bots) stays; profiles do
 * not change. Goes on where it stood. Each step of it must run alone with the state; returns how many events changed.
 */
export async function forgetNetworkDetails(
  stores: Stores,
  before: number,
  alone: <T>(work: () => Promise<T>) => Promise<T>,
  signal: AbortSignal,
): Promise<number> {
  const { log, state, definitions } = stores;
  let done = Number((await definitions.get("checkpoint", checkpointId)) ?? 0);
  let changed = 0;
  for (;;) {
    signal.throwIfAborted();
    const step = await alone(async () => {
      const entries = await log.read(done + 1, entriesAtOnce);
      const young = entries.findIndex((entry) => entry.kind === "event" && entry.event.receivedAt >= before);
      const old = young < 0 ? entries : entries.slice(0, young);
      const rewritten = old.map(withoutDetails).filter((entry) => entry !== undefined);
      if (rewritten.length > 0) await state.commit(writeSet({ rewritten }));
      return { last: old.at(-1)?.offset ?? done, changed: rewritten.length, isOver: old.length < entriesAtOnce };
    });
    changed += step.changed;
    done = step.last;
    await definitions.put("checkpoint", [[checkpointId, done]]);
    if (step.isOver) return changed;
  }
}

function withoutDetails(entry: LogEntry): LogEntry | undefined {
  if (entry.kind !== "event" || !fields.some((field) => Object.hasOwn(entry.event.context, field))) return undefined;
  const context: JsonObject = { ...entry.event.context };
  for (const field of fields) delete context[field];
  return { ...entry, event: { ...entry.event, context } };
}
