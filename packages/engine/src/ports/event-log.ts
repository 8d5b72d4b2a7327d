import type { LogEntry, Offset } from "@attune/model/log-entry";

/**
 * The append-only truth. Entries are added by `LiveState.commit` alone, in the same transaction as the state that follows from them;
 * offsets rise from 1 on, and need not be consecutive. Only erasure and unmerge touch entries again, through `commit` too.
 */
export interface EventLog {
  /** Offset of the newest entry; 0 while the log is empty. */
  head(): Promise<Offset>;
  /** Entries with offset ≥ `from`, ascending, at most `limit`. Sees everything committed before the call. */
  read(from: Offset, limit: number): Promise<LogEntry[]>;
  /** The last entries with offset < `before` (null: of all), ascending, at most `limit`. */
  readBack(before: Offset | null, limit: number): Promise<LogEntry[]>;
  /** Offsets of the events and decisions that a profile owns, ascending; those of profiles it has absorbed are under their own ids. */
  offsetsOf(profileId: string): Promise<Offset[]>;
  /** Entries at these offsets, in the order asked; offsets that do not exist are left out. */
  at(offsets: readonly Offset[]): Promise<LogEntry[]>;
}
