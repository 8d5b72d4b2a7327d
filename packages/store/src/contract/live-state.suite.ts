import { setImmediate as nextTurn } from "node:timers/promises";
import { writeSet } from "@attune/model/write-set";
import { describe, expect, it } from "vitest";
import { sampleEntry, sampleProfile, sampleQuarantined } from "./sample-writes.ts";
import { type OpenStores, withStores } from "./with-stores.ts";

/** What every `LiveState` must do. */
export function describeLiveState(open: OpenStores): void {
  describe("live state", () => {
    const stores = withStores(open);
    const record = (profileId: string, ...others: string[]) => ({ profileId, namedBy: [profileId, ...others] });

    it("starts with nothing known and offset 1 next", async () => {
      const view = await stores().state.load(["email:a@example.com"], ["http|m-1"]);
      expect(view).toEqual({
        nextOffset: 1,
        identities: new Map(),
        profiles: new Map(),
        seen: new Set(),
        nextQuarantineId: 1,
      });
      expect(await stores().state.profileCount()).toBe(0);
      expect(await stores().state.profile("p")).toBeUndefined();
      expect(await stores().state.identity("email:a@example.com")).toBeUndefined();
    });

    it("loads what the identifiers point to and the message keys that were seen", async () => {
      const ada = sampleProfile("p", { eventCount: 7 });
      await stores().state.commit(
        writeSet({
          entries: [sampleEntry(1, "p")],
          profiles: new Map([["p", ada]]),
          identities: new Map([
            ["email:a@example.com", record("p")],
            ["anonymous_id:a-1", record("p", "q")],
          ]),
          seen: new Map([["http|m-1", 5_000]]),
          quarantined: [sampleQuarantined(1)],
        }),
      );
      const view = await stores().state.load(
        ["anonymous_id:a-1", "email:a@example.com", "email:b@example.com"],
        ["http|m-1", "http|m-2"],
      );
      expect(view.nextOffset).toBe(2);
      expect(view.nextQuarantineId).toBe(2);
      expect(view.identities).toEqual(
        new Map([
          ["anonymous_id:a-1", record("p", "q")],
          ["email:a@example.com", record("p")],
        ]),
      );
      expect(view.profiles).toEqual(new Map([["p", ada]]));
      expect(view.seen).toEqual(new Set(["http|m-1"]));
      expect(await stores().state.profile("p")).toEqual(ada);
      expect(await stores().state.identity("anonymous_id:a-1")).toEqual(record("p", "q"));
    });

    it("replaces and deletes", async () => {
      await stores().state.commit(
        writeSet({
          profiles: new Map([
            ["p", sampleProfile("p")],
            ["q", sampleProfile("q")],
          ]),
          identities: new Map([["email:a@example.com", record("q")]]),
        }),
      );
      const newer = sampleProfile("p", { eventCount: 2, traits: { plan: { at: 1, offset: 2, value: "gold" } } });
      await stores().state.commit(
        writeSet({
          profiles: new Map([
            ["p", newer],
            ["q", null],
          ]),
          identities: new Map([
            ["email:a@example.com", record("p", "q")],
            ["email:never@example.com", null],
          ]),
        }),
      );
      expect(await stores().state.profile("p")).toEqual(newer);
      expect(await stores().state.profile("q")).toBeUndefined();
      expect(await stores().state.profileCount()).toBe(1);
      expect(await stores().state.identity("email:a@example.com")).toEqual(record("p", "q"));
      await stores().state.commit(writeSet({ identities: new Map([["email:a@example.com", null]]) }));
      expect(await stores().state.identity("email:a@example.com")).toBeUndefined();
    });

    it("finds the profile of the first identifier that is known", async () => {
      await stores().state.commit(
        writeSet({
          profiles: new Map([
            ["p", sampleProfile("p")],
            ["q", sampleProfile("q")],
          ]),
          identities: new Map([
            ["user_id:u", record("q")],
            ["anonymous_id:a", record("p")],
            ["device_id:dangling", record("gone")],
          ]),
        }),
      );
      const find = async (...keys: string[]) => (await stores().state.find(keys))?.profileId;
      expect(await find("user_id:u", "anonymous_id:a")).toBe("q");
      expect(await find("user_id:other", "device_id:dangling", "anonymous_id:a", "user_id:u")).toBe("p");
      expect(await find("user_id:other")).toBeUndefined();
    });

    it("tells apart identifiers of any length and any characters", async () => {
      const long = "x".repeat(5_000);
      const keys = [
        `email:${long}`,
        `email:${long}y`,
        "email:\ud800",
        "email:\ud801",
        "email:\ufffd",
        "email:a\u0000b",
        "email:a",
        "email:",
      ];
      const identities = new Map(keys.map((key, index) => [key, record(`p${index}`)]));
      await stores().state.commit(writeSet({ identities, seen: new Map([[`http|${long}`, 1]]) }));
      const view = await stores().state.load(keys, [`http|${long}`, `http|${long}z`]);
      expect(view.identities).toEqual(identities);
      expect(view.seen).toEqual(new Set([`http|${long}`]));
    });

    it("lists profile ids in ascending pages", async () => {
      const ids = ["b", "a", "d", "c", "ab"];
      await stores().state.commit(writeSet({ profiles: new Map(ids.map((id) => [id, sampleProfile(id)])) }));
      expect(await stores().state.profileIds(null, 2)).toEqual(["a", "ab"]);
      expect(await stores().state.profileIds("ab", 2)).toEqual(["b", "c"]);
      expect(await stores().state.profileIds("c", 5)).toEqual(["d"]);
      expect(await stores().state.profileIds("d", 5)).toEqual([]);
      expect(await stores().state.profileIds("aa", 1)).toEqual(["ab"]);
    });

    it("forgets message keys whose time is over, and never those without an end", async () => {
      const seen = new Map([
        ["http|old", 1_000],
        ["http|edge", 2_000],
        ["http|new", 3_000],
        ["import|row", Number.POSITIVE_INFINITY],
      ]);
      await stores().state.commit(writeSet({ seen }));
      expect(await stores().state.forgetSeen(2_000)).toBe(1);
      const { seen: left } = await stores().state.load([], seen.keys());
      expect(left).toEqual(new Set(["http|edge", "http|new", "import|row"]));
      expect(await stores().state.forgetSeen(Number.MAX_SAFE_INTEGER)).toBe(2);
      expect((await stores().state.load([], seen.keys())).seen).toEqual(new Set(["import|row"]));
    });

    it("forgets thousands of message keys, some groups of them in part, and each once", async () => {
      const hourMs = 3_600_000;
      const keys = Array.from({ length: 6_000 }, (_, n) => `http|m-${n}`);
      const until = (n: number) => (n % 2 === 0 ? 1_000 : n % 3 === 0 ? hourMs + 1_000 + n : 9 * hourMs);
      for (let n = 0; n < keys.length; n += 500)
        await stores().state.commit(
          writeSet({ seen: new Map(keys.slice(n, n + 500).map((key, index) => [key, until(n + index)])) }),
        );
      await stores().state.commit(writeSet({ seen: new Map([["http|m-0", 1_001]]) }));
      const left = async () => (await stores().state.load([], keys)).seen.size;
      expect(await stores().state.forgetSeen(2_000)).toBe(3_000);
      expect(await left()).toBe(3_000);
      // The odd multiples of 3 below 3,000: 3, 9, …, 2,997.
      expect(await stores().state.forgetSeen(hourMs + 4_000)).toBe(500);
      expect(await stores().state.forgetSeen(hourMs + 4_000)).toBe(0);
      expect(await stores().state.forgetSeen(8 * hourMs)).toBe(500);
      expect(await left()).toBe(2_000);
      expect(await stores().state.forgetSeen(10 * hourMs)).toBe(2_000);
      expect(await left()).toBe(0);
    });

    it("does not forget a message key that comes anew while it forgets", async () => {
      const keys = Array.from({ length: 5_000 }, (_, n) => `http|m-${n}`);
      await stores().state.commit(writeSet({ seen: new Map(keys.map((key) => [key, 1_000])) }));
      const anew = keys.filter((_, n) => n % 5 === 0);
      const committing = stores().state.commit(
        writeSet({
          entries: Array.from({ length: 3_000 }, (_, n) => sampleEntry(n + 1, "p")),
          seen: new Map(anew.map((key) => [key, 10_000_000])),
        }),
      );
      await nextTurn();
      expect(await stores().state.forgetSeen(2_000)).toBe(4_000);
      await committing;
      expect((await stores().state.load([], keys)).seen).toEqual(new Set(anew));
      expect(await stores().state.forgetSeen(20_000_000)).toBe(1_000);
    });

    it("applies a group whole or not at all", async () => {
      await stores().state.commit(writeSet({ entries: [sampleEntry(1, "p")] }));
      const torn = stores().state.commit(
        writeSet({
          entries: [sampleEntry(9, "p"), sampleEntry(9, "p")],
          profiles: new Map([["p", sampleProfile("p")]]),
          identities: new Map([["email:a@example.com", record("p")]]),
          seen: new Map([["http|m-9", 1]]),
          quarantined: [sampleQuarantined(1)],
        }),
      );
      await expect(torn).rejects.toMatchObject({ code: "conflict" });
      const view = await stores().state.load(["email:a@example.com"], ["http|m-9"]);
      expect([view.identities.size, view.seen.size, view.nextOffset, view.nextQuarantineId]).toEqual([0, 0, 2, 1]);
      expect(await stores().state.profileCount()).toBe(0);
      expect(await stores().quarantine.list(null, 5)).toEqual([]);
    });

    it("carries out commits that were started together one after the other", async () => {
      const commits = [1, 2, 3].map((offset) =>
        stores().state.commit(
          writeSet({
            entries: [sampleEntry(offset, "p")],
            profiles: new Map([["p", sampleProfile("p", { eventCount: offset })]]),
          }),
        ),
      );
      await Promise.all(commits);
      expect(await stores().log.head()).toBe(3);
      expect((await stores().state.profile("p"))?.eventCount).toBe(3);
    });

    it("clears what replay brings back and keeps the log, its index, quarantine, message keys and definitions", async () => {
      await stores().definitions.put("setting", [["salt", "s"]]);
      await stores().state.commit(
        writeSet({
          entries: [sampleEntry(1, "p")],
          profiles: new Map([["p", sampleProfile("p")]]),
          identities: new Map([["email:a@example.com", record("p")]]),
          seen: new Map([["http|m-1", 9]]),
          quarantined: [sampleQuarantined(1)],
        }),
      );
      await stores().state.rebuild(async () => {});
      expect(await stores().state.profileCount()).toBe(0);
      expect(await stores().state.profile("p")).toBeUndefined();
      const view = await stores().state.load(["email:a@example.com"], ["http|m-1"]);
      expect([view.identities.size, view.profiles.size, view.seen.size, view.nextOffset]).toEqual([0, 0, 1, 2]);
      expect(await stores().log.offsetsOf("p")).toEqual([1]);
      expect(await stores().quarantine.list(null, 5)).toHaveLength(1);
      expect(await stores().definitions.get("setting", "salt")).toBe("s");
    });
  });
}
