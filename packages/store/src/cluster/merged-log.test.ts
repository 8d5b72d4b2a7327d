import type { LogEntry } from "@attune/model/log-entry";
import { firstOffsetAt } from "@attune/model/tick-offsets";
import { writeSet } from "@attune/model/write-set";
import { describe, expect, it } from "vitest";
import { openMemoryStores } from "../memory/stores.ts";
import { createMergedLog, passedByAll } from "./merged-log.ts";

const partitions = 3;

/** Entries of each partition at these ticks, each with two offsets; passed up to the end of the tick given. */
async function logsOf(ticks: readonly number[][], passed: readonly number[]) {
  const all: LogEntry[] = [];
  const standings = passed.map((tick) => ({ tick, received: [0, 0, 0], sent: [0, 0, 0], orders: [] }));
  const logs = await Promise.all(
    ticks.map(async (own, partition) => {
      const { log, state } = openMemoryStores();
      for (const tick of own) {
        const first = firstOffsetAt(tick, partition, partitions);
        const entries = [first, first + 1].map(
          (offset): LogEntry => ({ kind: "tombstone", offset, day: partition, type: "track" }),
        );
        all.push(...entries);
        await state.commit(writeSet({ entries }));
      }
      return log;
    }),
  );
  const offsets = all.map(({ offset }) => offset).sort((a, b) => a - b);
  return {
    merged: createMergedLog(
      logs,
      async () => passedByAll(standings),
      async () => [],
    ),
    offsets,
  };
}

const numbers = (entries: readonly LogEntry[]) => entries.map(({ offset }) => offset);

describe("createMergedLog", () => {
  it("reads all partitions in the order of their offsets, in pages of any size, from either end", async () => {
    const { merged, offsets } = await logsOf(
      [
        [1, 4, 9],
        [2, 3],
        [2, 7, 8],
      ],
      [9, 9, 9],
    );
    expect(await merged.head()).toBe(offsets.at(-1));
    for (const limit of [1, 3, 5, 100]) {
      const found: number[] = [];
      for (let page = await merged.read(1, limit); page.length > 0; page = await merged.read(found.at(-1)! + 1, limit))
        found.push(...numbers(page));
      expect(found).toEqual(offsets);
      const back: number[] = [];
      for (
        let page = await merged.readBack(null, limit);
        page.length > 0;
        page = await merged.readBack(back[0]!, limit)
      )
        back.unshift(...numbers(page));
      expect(back).toEqual(offsets);
    }
    const asked = [offsets[9]!, 5, offsets[0]!, offsets[5]!];
    expect(numbers(await merged.at(asked))).toEqual([offsets[9], offsets[0], offsets[5]]);
  });

  it("shows nothing beyond what the slowest partition has passed: something before it may come yet", async () => {
    const { merged, offsets } = await logsOf([[1, 4, 9], [2], [2, 7]], [9, 3, 7]);
    const upTo = firstOffsetAt(4, 1, partitions) - 1;
    const visible = offsets.filter((offset) => offset <= upTo);
    // Tick 4 of the first partition comes before tick 4 of the second, which has not passed it.
    expect(visible).toHaveLength(8);
    expect(numbers(await merged.read(1, 100))).toEqual(visible);
    expect(numbers(await merged.readBack(null, 3))).toEqual(visible.slice(-3));
    expect(await merged.head()).toBe(visible.at(-1));
    expect(await merged.read(visible.at(-1)! + 1, 10)).toEqual([]);
  });

  it("shows no order before every partition has changed the entries that it changes", () => {
    const order = firstOffsetAt(7, 0, partitions);
    const orders = [{ to: 2, number: 3, order }];
    const standing = { tick: 9, received: [0, 0, 0], sent: [0, 0, 0], orders: [] };
    const having = (taken: number) =>
      passedByAll([{ ...standing, orders }, standing, { ...standing, received: [taken, 0, 0] }]);
    expect(having(2)).toBe(order - 1);
    expect(having(3)).toBe(firstOffsetAt(10, 0, partitions) - 1);
  });

  it("is empty while one partition has not begun", async () => {
    const { merged } = await logsOf([[2], [], [1]], [2, 0, 1]);
    expect(numbers(await merged.read(1, 100))).toEqual([]);
    expect(await merged.head()).toBe(0);
  });
});
