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

    it("refuses a gap, a repetition and a rewrite of what was never written, and changes nothing", async () => {
      await append(sampleEntry(1, "p"));
      await expect(append(sampleEntry(3, "p"))).rejects.toMatchObject({ code: "conflict" });
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
