import type { EventLog } from "@attune/engine/ports/event-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { LogTail } from "../embedded/log-tail.ts";
import type { EntryMessage } from "./entry-messages.ts";
import type { LogReader } from "./log-reader.ts";

/**
 * The log as it lies in JetStream.
 * @param head offset of the newest entry that is to be seen
 * @param offsetsOf the index of owners, which the state keeps
 * @param tail what this node's writer committed last
 */
export function createClusterEventLog(
  reader: LogReader,
  { head, offsetsOf, tail }: { head(): Promise<Offset>; offsetsOf: EventLog["offsetsOf"]; tail: LogTail },
): EventLog {
  async function read(from: Offset, limit: number): Promise<LogEntry[]> {
    const first = Math.max(1, from);
    const end = await head();
    if (limit <= 0 || first > end) return [];
    const recent = tail.read(first, limit);
    if (recent !== undefined) return recent;
    const start = await reader.holding(first);
    if (start === undefined) return [];
    const wanted = Math.min(limit, end - first + 1);
    const entries = start.entries.slice(first - start.from);
    const newest = await reader.lastSequence();
    for (let next = start.sequence + 1; next <= newest && entries.length < wanted; next += messagesAtOnce) {
      const count = Math.min(messagesAtOnce, newest - next + 1);
      const messages = await Promise.all(Array.from({ length: count }, (_, index) => reader.message(next + index)));
      for (const message of messages) entries.push(...(message?.entries ?? []));
    }
    return entries.slice(0, wanted);
  }

  return {
    head,
    read,
    offsetsOf,
    async at(offsets) {
      const found = new Map<Offset, LogEntry>();
      let message: EntryMessage | undefined;
      for (const offset of [...offsets].sort((a, b) => a - b)) {
        if (message === undefined || offset < message.from || offset >= message.from + message.count)
          message = offset < 1 ? undefined : await reader.holding(offset);
        const entry = message?.entries[offset - message.from];
        if (entry !== undefined) found.set(offset, entry);
      }
      return offsets.flatMap((offset) => found.get(offset) ?? []);
    },
  };
}

/** Requests that are on their way together: a request takes a fraction of a millisecond, most of it waiting. */
const messagesAtOnce = 16;
