import type { EventLog } from "@attune/engine/ports/event-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Databases } from "./databases.ts";
import { decode } from "./encode.ts";
import type { Environment } from "./environment.ts";
import type { LogTail } from "./log-tail.ts";

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
      const { log } = await environment.databases();
      return [...log.getRange({ start: Math.max(1, from), limit })].map(({ value }) => decode<LogEntry>(value));
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

/** Offset of the newest entry; 0 where there is none. Entries are overwritten, never removed, so it is also their number. */
export function headOf({ log }: Databases): Offset {
  for (const offset of log.getKeys({ reverse: true, limit: 1 })) return offset;
  return 0;
}
