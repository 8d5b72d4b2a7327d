import type { MembershipChanges, NewTransition } from "@attune/engine/ports/membership-store";
import type { FoundMemberships } from "@attune/model/segment";
import { writeSet } from "@attune/model/write-set";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleProfile } from "./sample-writes.ts";
import { type OpenStores, withStores } from "./with-stores.ts";

const found = (since: Record<string, number>, nextChangeAt: number | null = null): FoundMemberships => ({
  since,
  nextChangeAt,
});

const change = (
  people: Record<string, FoundMemberships | null>,
  ...transitions: NewTransition[]
): MembershipChanges => ({
  people: new Map(Object.entries(people)),
  transitions,
});

const entered = (profileId: string, segmentId: string, at = 5): NewTransition => ({
  profileId,
  segmentId,
  change: "entered",
  at,
});

/** What every `MembershipStore` must do. */
export function describeMembershipStore(open: OpenStores): void {
  describe("membership store", () => {
    const stores = withStores(open);

    async function withPeople(...profileIds: string[]) {
      await stores().state.commit(writeSet({ profiles: new Map(profileIds.map((id) => [id, sampleProfile(id)])) }));
      return stores().memberships;
    }

    it("keeps what was found of a person, and replaces it", async () => {
      const memberships = await withPeople("p");
      expect(await memberships.of("p")).toBeUndefined();
      await memberships.put(change({ p: found({ vip: 1, new: 2 }, 9) }));
      await memberships.put(change({ p: found({ vip: 1 }) }));
      expect(await memberships.of("p")).toEqual(found({ vip: 1 }));
      expect(await memberships.sizes()).toEqual({ vip: 1 });
      expect(await memberships.nextDueAt()).toBeNull();
      await memberships.put(change({ p: null }));
      expect(await memberships.of("p")).toBeUndefined();
      expect(await memberships.sizes()).toEqual({});
    });

    it("leaves out who has no profile, with their transitions", async () => {
      const memberships = await withPeople("p");
      await memberships.put(
        change({ nobody: found({ vip: 1 }), p: found({ vip: 2 }) }, entered("nobody", "vip"), entered("p", "vip")),
      );
      expect(await memberships.of("nobody")).toBeUndefined();
      expect(await memberships.sizes()).toEqual({ vip: 1 });
      expect(await memberships.transitions(0, 10)).toEqual([{ sequence: 1, ...entered("p", "vip") }]);
    });

    it("forgets all of a person with the profile", async () => {
      const memberships = await withPeople("p", "q");
      await memberships.put(change({ p: found({ vip: 1, new: 1 }, 7), q: found({ vip: 2 }, 8) }));
      await stores().state.commit(writeSet({ profiles: new Map([["p", null]]) }));
      expect(await memberships.of("p")).toBeUndefined();
      expect(await memberships.sizes()).toEqual({ vip: 1 });
      expect(await memberships.membersOf("vip", null, 9)).toEqual([{ profileId: "q", since: 2 }]);
      expect(await memberships.due(100, 9)).toEqual([{ profileId: "q", at: 8 }]);
    });

    it("lists the members of one segment in ascending pages, also beside segments that begin alike", async () => {
      const memberships = await withPeople("a", "b", "c");
      await memberships.put(change({ a: found({ s: 1, s2: 1 }), b: found({ s: 2, "": 3 }), c: found({ s: 4, r: 1 }) }));
      expect(await memberships.membersOf("s", null, 2)).toEqual([
        { profileId: "a", since: 1 },
        { profileId: "b", since: 2 },
      ]);
      expect(await memberships.membersOf("s", "b", 2)).toEqual([{ profileId: "c", since: 4 }]);
      expect(await memberships.membersOf("s", null, 0)).toEqual([]);
      expect(await memberships.membersOf("t", null, 5)).toEqual([]);
      expect((await memberships.list("a", 1)).map(({ profileId }) => profileId)).toEqual(["b"]);
    });

    it("says who is due, earliest first, and when the next is", async () => {
      const memberships = await withPeople("a", "b", "c", "d");
      await memberships.put(change({ a: found({}, 30), b: found({}, 10), c: found({}, 20), d: found({}) }));
      expect(await memberships.nextDueAt()).toBe(10);
      expect(await memberships.due(9, 5)).toEqual([]);
      expect(await memberships.due(20, 5)).toEqual([
        { profileId: "b", at: 10 },
        { profileId: "c", at: 20 },
      ]);
      expect(await memberships.due(99, 1)).toEqual([{ profileId: "b", at: 10 }]);
      await memberships.put(change({ b: found({}, 40) }));
      expect(await memberships.nextDueAt()).toBe(20);
    });

    it("numbers transitions on and on, and forgets those of the erased", async () => {
      const memberships = await withPeople("a", "b");
      await memberships.put(change({}, entered("a", "s"), entered("b", "s")));
      await memberships.put(change({}, entered("a", "t", 6)));
      expect((await memberships.transitions(1, 9)).map(({ sequence }) => sequence)).toEqual([2, 3]);
      expect(await memberships.transitions(0, 1)).toEqual([{ sequence: 1, ...entered("a", "s") }]);
      await memberships.forgetTransitions(new Set(["a"]));
      expect((await memberships.transitions(0, 9)).map(({ profileId }) => profileId)).toEqual(["b"]);
      await memberships.clear();
      await memberships.put(change({}, entered("b", "s")));
      expect((await memberships.transitions(0, 9)).map(({ sequence }) => sequence)).toEqual([2, 4]);
    });

    it("counts, lists and times by what was put last, whatever was put before", async () => {
      const memberships = await withPeople("a", "b", "c");
      const step = fc.record({
        profileId: fc.constantFrom("a", "b", "c"),
        memberships: fc.option(
          fc.record({
            since: fc.dictionary(fc.constantFrom("s", "t", "u"), fc.integer({ min: 1, max: 3 })),
            nextChangeAt: fc.option(fc.integer({ min: 1, max: 5 })),
          }),
        ),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
          await memberships.clear();
          const last = new Map<string, FoundMemberships>();
          for (const { profileId, memberships: next } of steps) {
            await memberships.put(change({ [profileId]: next }));
            if (next === null) last.delete(profileId);
            else last.set(profileId, next);
          }
          const all = [...last].sort(([a], [b]) => (a < b ? -1 : 1));
          const members = (id: string) =>
            all.flatMap(([profileId, { since }]) => (id in since ? [{ profileId, since: since[id]! }] : []));
          const sizes = ["s", "t", "u"].map((id) => [id, members(id).length] as const).filter(([, size]) => size > 0);
          expect(await memberships.sizes()).toEqual(Object.fromEntries(sizes));
          for (const id of ["s", "t", "u"]) expect(await memberships.membersOf(id, null, 9)).toEqual(members(id));
          const due = all.flatMap(([profileId, { nextChangeAt }]) =>
            nextChangeAt === null ? [] : [{ profileId, at: nextChangeAt }],
          );
          expect(await memberships.due(9, 9)).toEqual(due.sort((a, b) => a.at - b.at));
          expect(await memberships.list(null, 9)).toEqual(
            all.map(([profileId, { since, nextChangeAt }]) => ({ profileId, memberships: { since, nextChangeAt } })),
          );
        }),
        { numRuns: 40 },
      );
    });
  });
}
