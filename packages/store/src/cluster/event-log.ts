import type { EventLog } from "@attune/engine/ports/event-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { LogTail } from "../embedded/log-tail.ts";
import { indexOfEntry } from "../index-of-entry.ts";
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
    const start = await reader.around(first);
    const entries = start?.entries.slice(indexOfEntry(start.entries, first)) ?? [];
    const newest = await reader.lastSequence();
    for (let next = (start?.sequence ?? 0) + 1; next <= newest && entries.length < limit; next += messagesAtOnce) {
      const last = Math.min(newest, next + messagesAtOnce - 1);
      for (const message of await messages(next, last)) entries.push(...(message?.entries ?? []));
      if ((entries.at(-1)?.offset ?? 0) > end) break;
    }
    return entries.slice(0, Math.min(limit, indexOfEntry(entries, end + 1)));
  }

  async function readBack(before: Offset | null, limit: number): Promise<LogEntry[]> {
    const end = Math.min(await head(), (before ?? Number.POSITIVE_INFINITY) - 1);
    if (limit <= 0 || end < 1) return [];
    const last = await reader.around(end);
    let entries = last?.entries.slice(0, indexOfEntry(last.entries, end + 1)) ?? [];
    for (let next = (last?.sequence ?? 1) - 1; next >= 1 && entries.length < limit; next -= messagesAtOnce) {
      const found = await messages(Math.max(1, next - messagesAtOnce + 1), next);
      entries = [...found.flatMap((message) => message?.entries ?? []), ...entries];
    }
    return entries.slice(-limit);
  }

  const messages = (from: number, to: number) =>
    Promise.all(Array.from({ length: to - from + 1 }, (_, index) => reader.message(from + index)));

  return {
    head,
    read,
    readBack,
    offsetsOf,
    async at(offsets) {
      const found = new Map<Offset, LogEntry>();
      let message: EntryMessage | undefined;
      for (const offset of [...offsets].sort((a, b) => a - b)) {
        if (message === undefined || offset > message.to)
          message = offset < 1 ? undefined : await reader.around(offset);
        const entry = message?.entries[indexOfEntry(message.entries, offset)];
        if (entry?.offset === offset) found.set(offset, entry);
      }
      return offsets.flatMap((offset) => found.get(offset) ?? []);
    },
  };
}

/** Requests that are on their way together: a request takes a fraction of a millisecond, most of it waiting. */
const messagesAtOnce = 16;
