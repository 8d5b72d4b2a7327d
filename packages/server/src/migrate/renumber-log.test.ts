import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import { type ReadLog, renumberLog } from "./renumber-log.ts";

const entryAt = (offset: number): LogEntry => ({ kind: "tombstone", offset, day: offset, type: "track" });

function logOf(offsets: readonly number[]): ReadLog {
  const entries = offsets.map(entryAt);
  return {
    head: async () => entries.at(-1)?.offset ?? 0,
    read: async (from, limit) => entries.filter(({ offset }) => offset >= from).slice(0, limit),
    at: async (asked) => asked.flatMap((offset) => entries.find((entry) => entry.offset === offset) ?? []),
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** Of each entry what it was and what it is. */
const pairs = (entries: readonly LogEntry[]) =>
  entries.map((entry) => [entry.kind === "tombstone" ? entry.day : 0, entry.offset]);

// (tick × 3 partitions + partition) × 4,096 + index + 1: the first thousand at tick 1 of partition 0, the second at tick 2 of partition 1, …
const first = 3 * 4_096 + 1;
const second = 7 * 4_096 + 1;
const third = 11 * 4_096 + 1;

describe("a log under the offsets that it gets in three partitions", () => {
  it("goes to the partitions by thousands, each at a tick of its own", async () => {
    const log = renumberLog(logOf(upTo(2_002)), 3);
    expect(await log.head()).toBe(third + 1);
    expect(pairs(await log.read(1, 2))).toEqual([
      [1, first],
      [2, first + 1],
    ]);
    // A page is of one partition.
    expect(pairs(await log.read(first + 998, 5))).toEqual([
      [999, first + 998],
      [1_000, first + 999],
    ]);
    expect(pairs(await log.read(first + 1_000, 1))).toEqual([[1_001, second]]);
    expect(pairs(await log.read(third, 9))).toEqual([
      [2_001, third],
      [2_002, third + 1],
    ]);
    expect(await log.read(third + 2, 9)).toEqual([]);
    expect(pairs(await log.at([third, second + 999, 17, second + 1_000]))).toEqual([
      [2_001, third],
      [2_000, second + 999],
    ]);
  });

  it("tells where an entry of the old log is, or the last one before", async () => {
    const log = renumberLog(logOf(upTo(1_001)), 3);
    expect(await Promise.all([0, 1, 1_000, 1_001, 5_000].map(log.offsetOf))).toEqual([
      0,
      first,
      first + 999,
      second,
      second,
    ]);
  });

  it("counts entries, where the old log has gaps", async () => {
    const log = renumberLog(logOf([5, 90, 91, 4_000]), 3);
    expect(pairs(await log.read(1, 10))).toEqual([5, 90, 91, 4_000].map((old, index) => [old, first + index]));
    expect(await Promise.all([4, 5, 89, 92, 4_000].map(log.offsetOf))).toEqual([0, first, first, first + 2, first + 3]);
  });

  it("goes on as the old log grows", async () => {
    const offsets = upTo(999);
    const log = renumberLog(
      {
        head: async () => offsets.length,
        read: async (from, limit) => offsets.slice(from - 1, from - 1 + limit).map(entryAt),
        at: async () => [],
      },
      3,
    );
    expect(await log.head()).toBe(first + 998);
    offsets.push(1_000, 1_001);
    expect(await log.head()).toBe(second);
    expect(pairs(await log.read(first + 999, 5))).toEqual([[1_000, first + 999]]);
    expect(await renumberLog(logOf([]), 3).head()).toBe(0);
  });
});
