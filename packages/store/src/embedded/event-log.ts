import { setImmediate as nextTurn } from "node:timers/promises";
import type { EventLog } from "@attune/engine/ports/event-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { decode } from "../encode.ts";
import type { Databases } from "./databases.ts";
import type { Environment } from "./environment.ts";
import type { LogTail } from "./log-tail.ts";

/** Entries decoded between two turns of the event loop: about two milliseconds. */
const entriesPerTurn = 250;

/** @param tail what was committed last, kept up to date by the live state. */
export function createEmbeddedEventLog(environment: Environment, tail: LogTail): EventLog {
  return {
    async head() {
      return headOf(await environment.databases());
    },
    async read(from, limit) {
      if (limit <= 0) return [];
      const recent = tail.read(from, limit);
      if (recent !== undefined) return recent;
      return readSlices(environment, Math.max(1, from), limit);
    },
    async readBack(before, limit) {
      const last = before ?? headOf(await environment.databases()) + 1;
      return readSlicesBack(environment, last - 1, limit);
    },
    async offsetsOf(profileId) {
      const { entriesByProfile } = await environment.databases();
      return [...entriesByProfile.getValues(profileId)];
    },
    async at(offsets) {
      const { log } = await environment.databases();
      return offsets.flatMap((offset) => {
        const bytes = log.getBinaryFast(offset);
        return bytes === undefined ? [] : [decode<LogEntry>(bytes)];
      });
    },
  };
}

/** In short turns: a decision that comes meanwhile does not wait for thousands of entries. */
async function readSlices(environment: Environment, from: Offset, limit: number): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let start = from; ; ) {
    const { log } = await environment.databases();
    const wanted = Math.min(entriesPerTurn, limit - entries.length);
    const slice = [...log.getRange({ start, limit: wanted })];
    for (const { value } of slice) entries.push(decode<LogEntry>(value));
    if (slice.length < wanted || entries.length === limit) return entries;
    start = slice.at(-1)!.key + 1;
    await nextTurn();
  }
}

/** The same from the end. */
async function readSlicesBack(environment: Environment, last: Offset, limit: number): Promise<LogEntry[]> {
  const newestFirst: LogEntry[] = [];
  for (let start = last; ; ) {
    const { log } = await environment.databases();
    const wanted = Math.min(entriesPerTurn, limit - newestFirst.length);
    const slice = wanted > 0 ? [...log.getRange({ start, limit: wanted, reverse: true })] : [];
    for (const { value } of slice) newestFirst.push(decode<LogEntry>(value));
    if (slice.length < wanted || newestFirst.length >= limit) return newestFirst.reverse();
    start = slice.at(-1)!.key - 1;
    await nextTurn();
  }
}

/** Offset of the newest entry; 0 where there is none. */
export function headOf({ log }: Databases): Offset {
  for (const offset of log.getKeys({ reverse: true, limit: 1 })) return offset;
  return 0;
}
