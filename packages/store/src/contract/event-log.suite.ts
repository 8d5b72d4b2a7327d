import { writeSet } from "@attune/model/write-set";
import { describe, expect, it } from "vitest";
import { sampleEntry } from "./sample-writes.ts";
import { type OpenStores, withStores } from "./with-stores.ts";

/** What every `EventLog` must do. */
export function describeEventLog(open: OpenStores): void {
  describe("event log", () => {
    const stores = withStores(open);
    const append = (...entries: ReturnType<typeof sampleEntry>[]) => stores().state.commit(writeSet({ entries }));

    it("is empty at first", async () => {
      expect(await stores().log.head()).toBe(0);
      expect(await stores().log.read(1, 10)).toEqual([]);
      expect(await stores().log.readBack(null, 10)).toEqual([]);
      expect(await stores().log.offsetsOf("p")).toEqual([]);
      expect(await stores().log.at([1, 2])).toEqual([]);
    });

    it("gives entries back as they were written, in order of offset", async () => {
      const first = sampleEntry(1, "p", { properties: { ключ: "значение 🙂", deep: { list: [1, null, true, -0.5] } } });
      const second = sampleEntry(2, "q");
      await append(first, second);
      await append(sampleEntry(3, "p"));
      expect(await stores().log.head()).toBe(3);
      expect(await stores().log.read(1, 2)).toEqual([first, second]);
      expect((await stores().log.read(2, 10)).map(({ offset }) => offset)).toEqual([2, 3]);
      expect(await stores().log.read(4, 10)).toEqual([]);
      expect(await stores().log.read(0, 1)).toEqual([first]);
      expect(await stores().log.read(1, 0)).toEqual([]);
    });

    it("keeps property names that mean something to JavaScript", async () => {
      const properties = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}');
      await append(sampleEntry(1, "p", { properties }));
      const [entry] = await stores().log.read(1, 1);
      expect(JSON.stringify(entry)).toContain('"properties":{"__proto__":{"admin":true},"constructor":1}');
      expect(({} as { admin?: unknown }).admin).toBeUndefined();
    });

    it("looks entries up in the order asked and leaves out what does not exist", async () => {
      await append(sampleEntry(1, "p"), sampleEntry(2, "p"), sampleEntry(3, "p"));
      expect((await stores().log.at([3, 99, 1])).map(({ offset }) => offset)).toEqual([3, 1]);
    });

    it("knows which events and decisions a profile owns, and only those", async () => {
      const decision = {
        kind: "decision" as const,
        offset: 3,
        profileId: "p",
        decision: { decisionId: "d", at: 5, identifiers: [], opportunities: [] },
      };
      const via = { namespace: "email", value: "a@example.com" };
      await stores().state.commit(
        writeSet({
          entries: [
            sampleEntry(1, "p"),
            sampleEntry(2, "q"),
            decision,
            { kind: "merge", offset: 4, profileId: "p", from: ["q"], via, at: 6 },
            { kind: "tombstone", offset: 5, day: 19_000, type: "track" },
          ],
        }),
      );
      expect(await stores().log.offsetsOf("p")).toEqual([1, 3]);
      expect(await stores().log.offsetsOf("q")).toEqual([2]);
      expect(await stores().log.head()).toBe(5);
    });

    it("orders a long list of offsets by number", async () => {
      const entries = Array.from({ length: 300 }, (_, index) => sampleEntry(index + 1, "p"));
      await append(...entries);
      expect(await stores().log.offsetsOf("p")).toEqual(entries.map(({ offset }) => offset));
    });

    it("moves the index along when entries are re-owned or erased in place", async () => {
      await append(sampleEntry(1, "p"), sampleEntry(2, "p"), sampleEntry(3, "p"));
      const tombstone = { kind: "tombstone" as const, offset: 3, day: 19_000, type: "track" };
      await stores().state.commit(writeSet({ rewritten: [sampleEntry(2, "q"), tombstone, sampleEntry(1, "p")] }));
      expect(await stores().log.offsetsOf("p")).toEqual([1]);
      expect(await stores().log.offsetsOf("q")).toEqual([2]);
      expect(await stores().log.at([3])).toEqual([tombstone]);
      expect(await stores().log.head()).toBe(3);
    });

    it("counts entries and not offsets, where these rise with gaps", async () => {
      const tick = 4_096;
      const entries = [2, 3, tick + 1, tick + 2, tick + 9, 5 * tick + 1].map((offset) => sampleEntry(offset, "p"));
      await append(...entries.slice(0, 2));
      await append(...entries.slice(2, 5));
      await append(...entries.slice(5));
      const { log, state } = stores();
      expect(await log.head()).toBe(5 * tick + 1);
      expect(await log.read(1, 100)).toEqual(entries);
      expect(await log.read(1, 3)).toEqual(entries.slice(0, 3));
      expect(await log.read(4, 3)).toEqual(entries.slice(2, 5));
      expect(await log.read(tick + 3, 1)).toEqual(entries.slice(4, 5));
      expect(await log.read(tick + 10, 10)).toEqual(entries.slice(5));
      expect(await log.at([tick + 9, tick + 3, 1, 2])).toEqual([entries[4], entries[0]]);
      expect(await log.offsetsOf("p")).toEqual(entries.map(({ offset }) => offset));
      expect((await state.load([], [])).nextOffset).toBeGreaterThan(5 * tick + 1);
      await state.commit(writeSet({ rewritten: [sampleEntry(tick + 2, "q")] }));
      expect(await log.read(tick + 2, 2)).toEqual([sampleEntry(tick + 2, "q"), entries[4]]);
      await expect(append(sampleEntry(5 * tick, "p"))).rejects.toMatchObject({ code: "conflict" });
    });

    it("reads back from the end, or from an offset, the oldest of it first", async () => {
      const entries = [1, 2, 3, 10, 20, 30].map((offset) => sampleEntry(offset, "p"));
      for (const entry of entries) await append(entry);
      const { log } = stores();
      expect(await log.readBack(null, 2)).toEqual(entries.slice(4));
      expect(await log.readBack(30, 2)).toEqual(entries.slice(3, 5));
      expect(await log.readBack(15, 100)).toEqual(entries.slice(0, 4));
      expect(await log.readBack(2, 100)).toEqual(entries.slice(0, 1));
      expect(await log.readBack(1, 5)).toEqual([]);
      expect(await log.readBack(null, 0)).toEqual([]);
    });

    it("refuses a step back, a repetition and a rewrite of what was never written, and changes nothing", async () => {
      await append(sampleEntry(1, "p"));
      await expect(append(sampleEntry(1, "p"))).rejects.toMatchObject({ code: "conflict" });
      await expect(append(sampleEntry(2, "p"), sampleEntry(2, "p"))).rejects.toMatchObject({ code: "conflict" });
      const never = stores().state.commit(writeSet({ rewritten: [sampleEntry(2, "p")] }));
      await expect(never).rejects.toMatchObject({ code: "conflict" });
      expect(await stores().log.head()).toBe(1);
      await append(sampleEntry(2, "p"));
      expect(await stores().log.head()).toBe(2);
    });
  });
}
