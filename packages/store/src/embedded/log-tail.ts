import type { LogEntry, Offset } from "@attune/model/log-entry";
import { indexOfEntry } from "../index-of-entry.ts";

/** The newest entries as they were committed: those who follow the log need not read back and decode what was just written. */
export interface LogTail {
  /**
   * @param after the newest entry of the log before these
   * @param encodedBytes the length of each as it lies on disk
   */
  add(entries: readonly LogEntry[], after: Offset, encodedBytes: readonly number[]): void;
  /** After entries were changed in place. */
  forget(): void;
  /** Up to `limit` entries from this offset on; undefined where the tail does not reach back that far. */
  read(from: Offset, limit: number): LogEntry[] | undefined;
}

/** @param limitBytes by encoded size: about a third of the heap that the entries take */
export function createLogTail(limitEntries: number, limitBytes: number): LogTail {
  let entries: LogEntry[] = [];
  /** Encoded bytes of the entry at the same index. */
  let sizes: number[] = [];
  let heldBytes = 0;

  function forget(): void {
    entries = [];
    sizes = [];
    heldBytes = 0;
  }

  function shorten(): void {
    let gone = Math.max(0, entries.length - Math.floor(limitEntries / 2));
    for (let index = 0; index < gone; index++) heldBytes -= sizes[index]!;
    for (; heldBytes > limitBytes / 2; gone++) heldBytes -= sizes[gone]!;
    entries = entries.slice(gone);
    sizes = sizes.slice(gone);
  }

  return {
    add(more, after, encodedBytes) {
      if (more.length === 0) return;
      if (entries.length > 0 && entries.at(-1)!.offset !== after) forget();
      for (const [index, entry] of more.entries()) {
        const bytes = encodedBytes[index] ?? 0;
        entries.push(entry);
        sizes.push(bytes);
        heldBytes += bytes;
      }
      // To half at once, so that the cost of moving what stays is small per entry.
      if (entries.length > limitEntries || heldBytes > limitBytes) shorten();
    },
    forget,
    read(from, limit) {
      const first = entries[0];
      if (first === undefined || from < first.offset) return undefined;
      const start = indexOfEntry(entries, from);
      return entries.slice(start, start + limit);
    },
  };
}
