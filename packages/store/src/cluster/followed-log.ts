import type { EventLog } from "@attune/engine/ports/event-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { indexOfEntry } from "../index-of-entry.ts";
import type { LogReader } from "./log-reader.ts";

/** Another partition's log for those who follow it: each message is fetched and decoded once, however many they are. */
export interface FollowedLog {
  /** As `EventLog.read`, up to what is known to be there. @param rewrote tick of the last commit that changed entries: what was read before it is read again */
  read(from: Offset, limit: number, rewrote: number): Promise<LogEntry[]>;
}

/** Those who follow are a second or two apart at most, or catch up and read for themselves. */
const keptEntries = 10_000;
const farMessages = 64;
/** Requests that are on their way together. */
const messagesAtOnce = 16;

/** @param whole the same log, for whoever is further back */
export function createFollowedLog(
  reader: Pick<LogReader, "knownSequence" | "around" | "message">,
  whole: Pick<EventLog, "read">,
): FollowedLog {
  let turns: Promise<unknown> = Promise.resolve();
  let rewroteSeen = 0;
  /** All entries from `floor` on of the messages before `next`; null: nothing has been read. */
  let kept: { floor: Offset; next: number; entries: LogEntry[] } | null = null;

  async function begin(from: Offset, known: number): Promise<void> {
    const start = await reader.around(from);
    const next = start?.sequence ?? 1;
    if (known - next <= farMessages) kept = { floor: from, next, entries: [] };
  }

  async function load(known: number): Promise<void> {
    const { next } = kept!;
    const last = Math.min(known, next + messagesAtOnce - 1);
    const sequences = Array.from({ length: last - next + 1 }, (_, index) => next + index);
    const messages = await Promise.all(sequences.map((sequence) => reader.message(sequence)));
    kept!.next = last + 1;
    kept!.entries.push(
      ...messages.flatMap((message) => message?.entries ?? []).filter(({ offset }) => offset >= kept!.floor),
    );
  }

  /** To half at once, so that the cost of moving what stays is small per entry. */
  function shorten(): void {
    const { entries, next } = kept!;
    if (entries.length <= keptEntries) return;
    const gone = entries.length - keptEntries / 2;
    kept = { floor: entries[gone - 1]!.offset + 1, next, entries: entries.slice(gone) };
  }

  async function readInTurn(from: Offset, limit: number, rewrote: number): Promise<LogEntry[] | null> {
    if (rewrote > rewroteSeen) kept = null;
    rewroteSeen = Math.max(rewroteSeen, rewrote);
    const known = reader.knownSequence();
    if (kept === null) await begin(from, known);
    if (kept === null || from < kept.floor) return null;
    let start = indexOfEntry(kept.entries, from);
    while (kept.next <= known && kept.entries.length - start < limit) {
      await load(known);
      // What was loaded may lie before `from`, too: whoever read there read for themselves.
      start = indexOfEntry(kept.entries, from);
    }
    const found = kept.entries.slice(start, start + limit);
    shorten();
    return found;
  }

  return {
    async read(from, limit, rewrote) {
      const turn = turns.then(() => readInTurn(from, limit, rewrote));
      turns = turn.catch(() => {
        kept = null;
      });
      return (await turn) ?? whole.read(from, limit);
    },
  };
}
