import type { EventLog } from "@attune/engine/ports/event-log";
import type { Tables } from "./tables.ts";

export function createMemoryEventLog(tables: Tables): EventLog {
  return {
    async head() {
      return tables.log.length;
    },
    async read(from, limit) {
      const start = Math.max(0, from - 1);
      return tables.log.slice(start, start + limit);
    },
    async offsetsOf(profileId) {
      return [...(tables.offsetsByProfile.get(profileId) ?? [])].sort((a, b) => a - b);
    },
    async at(offsets) {
      return offsets.flatMap((offset) => tables.log[offset - 1] ?? []);
    },
  };
}
