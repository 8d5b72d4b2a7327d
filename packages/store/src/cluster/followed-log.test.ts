import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import { createFollowedLog } from "./followed-log.ts";

/** A log of messages with ten entries each, which counts what is fetched of it. */
function logOfMessages(count: number) {
  let day = 1;
  let known = count;
  const fetched: number[] = [];
  const beginOf = (sequence: number) => (sequence - 1) * 100 + 1;
  function entriesOf(sequence: number): LogEntry[] {
    const offsets = Array.from({ length: 10 }, (_, index) => beginOf(sequence) + index);
    return offsets.map((offset) => ({ kind: "tombstone", offset, day, type: "track" }));
  }
  function message(sequence: number) {
    const entries = entriesOf(sequence);
    const [from, to] = [entries[0]!.offset, entries.at(-1)!.offset];
    return { sequence, from, to, count: 10, redo: [], entries, messageId: String(sequence) };
  }
  const reader = {
    knownSequence: () => known,
    around: async (offset: number) => message(Math.min(known, Math.floor((offset - 1) / 100) + 1)),
    async message(sequence: number) {
      fetched.push(sequence);
      return sequence > known ? undefined : message(sequence);
    },
  };
  const wholeReads: number[] = [];
  const whole = {
    async read(from: number) {
      wholeReads.push(from);
      return [];
    },
  };
  return {
    followed: createFollowedLog(reader, whole),
    fetched,
    wholeReads,
    rewriteAll() {
      day = 2;
    },
    add(more: number) {
      known += more;
    },
  };
}

describe("another partition's log, as it is followed", () => {
  it("fetches each message once, however many follow it and however small their pages", async () => {
    const { followed, fetched, add } = logOfMessages(3);
    async function follow(limit: number): Promise<number[]> {
      const met: number[] = [];
      for (
        let page = await followed.read(1, limit, 0);
        page.length > 0;
        page = await followed.read(met.at(-1)! + 1, limit, 0)
      )
        met.push(...page.map(({ offset }) => offset));
      return met;
    }
    const offsets = [1, 101, 201].flatMap((begin) => Array.from({ length: 10 }, (_, index) => begin + index));
    expect(await Promise.all([follow(7), follow(1_000), follow(1)])).toEqual([offsets, offsets, offsets]);
    expect(fetched).toEqual([1, 2, 3]);
    add(1);
    expect((await followed.read(205, 100, 0)).map(({ offset }) => offset)).toEqual([
      ...offsets.slice(24),
      ...Array.from({ length: 10 }, (_, index) => 301 + index),
    ]);
    expect(fetched).toEqual([1, 2, 3, 4]);
  });

  it("reads anew what was read before entries were changed", async () => {
    const { followed, rewriteAll } = logOfMessages(2);
    expect((await followed.read(1, 1, 0))[0]).toMatchObject({ day: 1 });
    rewriteAll();
    expect((await followed.read(1, 1, 7))[0]).toMatchObject({ day: 2 });
    // Whoever asked a moment earlier, and is answered later, brings nothing old back.
    expect((await followed.read(1, 1, 0))[0]).toMatchObject({ day: 2 });
  });

  it("leaves whoever is further back to read for themselves, and keeps what the others follow", async () => {
    const { followed, fetched, wholeReads } = logOfMessages(200);
    await followed.read(1, 10, 0);
    expect([wholeReads, fetched]).toEqual([[1], []]);
    expect(await followed.read(19_901, 100, 0)).toHaveLength(10);
    await followed.read(1, 10, 0);
    expect([wholeReads, fetched]).toEqual([[1, 1], [200]]);
  });

  it("gives nothing from before what was asked for, where it has yet to load up to there", async () => {
    const { followed, add } = logOfMessages(3);
    expect(await followed.read(201, 10, 0)).toHaveLength(10);
    add(3);
    expect((await followed.read(405, 3, 0)).map(({ offset }) => offset)).toEqual([405, 406, 407]);
  });

  it("keeps the newest only", async () => {
    const { followed, wholeReads, add } = logOfMessages(1);
    await followed.read(1, 10, 0);
    add(1_100);
    expect(await followed.read(1, 20_000, 0)).toHaveLength(11_010);
    expect(wholeReads).toEqual([]);
    // 10,000 are kept at most; half of them once they are more: the last 500 messages.
    expect(await followed.read(60_101, 20_000, 0)).toHaveLength(5_000);
    await followed.read(60_010, 10, 0);
    expect(wholeReads).toEqual([60_010]);
  });
});
