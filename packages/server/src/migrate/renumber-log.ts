import type { EventLog } from "@attune/engine/ports/event-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { firstOffsetAt, tickOfOffset } from "@attune/model/tick-offsets";

/** A log as it is brought over: in order, and at places. */
export type ReadLog = Pick<EventLog, "head" | "read" | "at">;

/** A log of one machine under the offsets that it gets in several partitions. */
export interface RenumberedLog extends ReadLog {
  /** What the last entry at or before an offset of the old log has here; 0: there is none. */
  offsetOf(old: Offset): Promise<Offset>;
}

/** So many go to a partition as one write set; the next to the next partition. At most what one tick has room for; the same whenever a move goes on. */
const usualBlock = 1_000;

/**
 * The entries in the same order: the n-th of all is at the same offset, whenever and however often it is asked for, since entries are never taken out of a log. Reads end with a block, so that no
 * page is of two partitions. Reads the old log once to know where its blocks begin.
 */
export function renumberLog(old: ReadLog, partitions: number, entriesInBlock = usualBlock): RenumberedLog {
  /** Old offsets of each block's first entry. */
  const firsts: Offset[] = [];
  /** Of the last block that is known. */
  let lastCount = 0;
  let lastOffset: Offset = 0;

  let following: Promise<void> = Promise.resolve();

  /** Up to the old log's end of now. One after the other: each goes on where the one before came to. */
  function follow(): Promise<void> {
    const turn = following.then(readOn);
    following = turn.catch(() => {});
    return turn;
  }

  async function readOn(): Promise<void> {
    const head = await old.head();
    while (lastOffset < head) {
      const room = lastCount % entriesInBlock === 0 ? entriesInBlock : entriesInBlock - lastCount;
      const page = await old.read(lastOffset + 1, room);
      if (page.length === 0) return;
      if (room === entriesInBlock) {
        firsts.push(page[0]!.offset);
        lastCount = 0;
      }
      lastCount += page.length;
      lastOffset = page.at(-1)!.offset;
    }
  }

  const offsetAt = (block: number, index: number): Offset =>
    firstOffsetAt(block + 1, block % partitions, partitions) + index;

  const under = (block: number, first: number, entries: readonly LogEntry[]): LogEntry[] =>
    entries.map((entry, index) => ({ ...entry, offset: offsetAt(block, first + index) }));

  const countIn = (block: number) => (block === firsts.length - 1 ? lastCount : entriesInBlock);
  const lastIn = (block: number) => (block === firsts.length - 1 ? lastOffset : firsts[block + 1]! - 1);

  /** Of the first entry at or after an offset here. */
  function placeFrom(offset: Offset): { block: number; index: number } {
    const block = tickOfOffset(Math.max(1, offset), partitions) - 1;
    if (block < 0) return { block: 0, index: 0 };
    const index = Math.max(0, offset - offsetAt(block, 0));
    return index < entriesInBlock ? { block, index } : { block: block + 1, index: 0 };
  }

  async function read(from: Offset, limit: number): Promise<LogEntry[]> {
    await follow();
    const { block, index } = placeFrom(from);
    if (limit <= 0 || block >= firsts.length || index >= countIn(block)) {
      const isNextThere = limit > 0 && block + 1 < firsts.length;
      return isNextThere ? read(offsetAt(block + 1, 0), limit) : [];
    }
    const count = Math.min(index + limit, countIn(block));
    return under(block, index, (await old.read(firsts[block]!, count)).slice(index));
  }

  return {
    async head() {
      await follow();
      return firsts.length === 0 ? 0 : offsetAt(firsts.length - 1, lastCount - 1);
    },
    read,
    async at(offsets) {
      const found: LogEntry[] = [];
      for (const offset of offsets) found.push(...(await read(offset, 1)).filter((entry) => entry.offset === offset));
      return found;
    },
    async offsetOf(oldOffset) {
      await follow();
      const block = firsts.findLastIndex((first) => first <= oldOffset);
      if (block < 0) return 0;
      const isWithoutGaps = lastIn(block) - firsts[block]! + 1 === countIn(block);
      const before = Math.min(oldOffset, lastIn(block)) - firsts[block]! + 1;
      const count = isWithoutGaps
        ? before
        : (await old.read(firsts[block]!, countIn(block))).filter(({ offset }) => offset <= oldOffset).length;
      return offsetAt(block, count - 1);
    },
  };
}
