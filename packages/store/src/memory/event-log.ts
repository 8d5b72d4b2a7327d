import type { EventLog } from "@attune/engine/ports/event-log";
import { indexOfEntry } from "../index-of-entry.ts";
import type { Tables } from "./tables.ts";

export function createMemoryEventLog(tables: Tables): EventLog {
  return {
    async head() {
      return tables.log.at(-1)?.offset ?? 0;
    },
    async read(from, limit) {
      const start = indexOfEntry(tables.log, from);
      return tables.log.slice(start, start + limit);
    },
    async readBack(before, limit) {
      const end = before === null ? tables.log.length : indexOfEntry(tables.log, before);
      return tables.log.slice(Math.max(0, end - limit), end);
    },
    async offsetsOf(profileId) {
      return [...(tables.offsetsByProfile.get(profileId) ?? [])].sort((a, b) => a - b);
    },
    async at(offsets) {
      return offsets.flatMap((offset) => {
        const entry = tables.log[indexOfEntry(tables.log, offset)];
        return entry?.offset === offset ? [entry] : [];
      });
    },
  };
}
