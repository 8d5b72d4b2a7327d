import type { LogEntry, Offset } from "@attune/model/log-entry";

/** The newest entries as they were committed: those who follow the log need not read back and decode what was just written. */
export interface LogTail {
  /** Consecutive entries, the next after those before. */
  add(entries: readonly LogEntry[]): void;
  /** After entries were changed in place. */
  forget(): void;
  /** Up to `limit` entries from this offset on; undefined where the tail does not reach back that far. */
  read(from: Offset, limit: number): LogEntry[] | undefined;
}

export function createLogTail(limitEntries: number): LogTail {
  let entries: LogEntry[] = [];
  return {
    add(more) {
      const first = more[0];
      if (first === undefined) return;
      if (entries.length > 0 && entries.at(-1)!.offset + 1 !== first.offset) entries = [];
      entries.push(...more);
      // Half at once, so that the cost of moving what stays is small per entry.
      if (entries.length > limitEntries) entries = entries.slice(-Math.floor(limitEntries / 2));
    },
    forget() {
      entries = [];
    },
    read(from, limit) {
      const first = entries[0];
      if (first === undefined || from < first.offset) return undefined;
      const start = from - first.offset;
      return entries.slice(start, start + limit);
    },
  };
}
