import { runKey } from "@attune/engine/ports/journey-store";
import type { DeliveryRecord, JourneyRun, PendingDelivery } from "@attune/model/journey";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OpenStores, withStores } from "./with-stores.ts";

const run = (journeyId: string, profileId: string, untilAt: number | null = null): JourneyRun => ({
  journeyId,
  profileId,
  count: 1,
  enteredAt: 1,
  enteredOffset: 1,
  arm: "exposed",
  position: [0],
  wait: untilAt === null ? null : { untilAt, event: null, why: "waits" },
  values: {},
  notes: [],
  end: null,
});

const pending = (deliveryId: string, dueAt: number, profileId = "p"): PendingDelivery => ({
  deliveryId,
  profileId,
  journeyId: "j",
  templateId: "t",
  channel: "email",
  values: {},
  dueAt,
  attempts: 0,
  createdAt: 0,
});

const record = (deliveryId: string, profileId = "p", at = 1): DeliveryRecord => ({
  deliveryId,
  profileId,
  journeyId: "j",
  templateId: "t",
  channel: "email",
  at,
  outcome: "sent",
  reason: "250 ok",
  attempts: 1,
});

const runs = (...list: JourneyRun[]) => new Map(list.map((each) => [runKey(each.journeyId, each.profileId), each]));

/** What every `JourneyStore` must do. */
export function describeJourneyStore(open: OpenStores): void {
  describe("journey store", () => {
    const stores = withStores(open);

    it("keeps the run of a person in a journey, replaces it and removes it", async () => {
      const { journeys } = stores();
      expect(await journeys.run("j", "p")).toBeUndefined();
      await journeys.commit({ runs: runs(run("j", "p", 5), run("j", "q"), run("k", "p")) });
      await journeys.commit({ runs: runs({ ...run("j", "p", 9), count: 2 }) });
      expect(await journeys.run("j", "p")).toEqual({ ...run("j", "p", 9), count: 2 });
      expect(await journeys.runsOf("j", null, 10)).toHaveLength(2);
      expect((await journeys.runsOf("j", "p", 10)).map(({ profileId }) => profileId)).toEqual(["q"]);
      await journeys.commit({ runs: new Map([[runKey("j", "p"), null]]) });
      expect(await journeys.run("j", "p")).toBeUndefined();
      expect(await journeys.nextDueAt()).toBeNull();
    });

    it("tells whose time has come, earliest first, as each was last committed (random commits)", async () => {
      const { journeys } = stores();
      const times = fc.option(fc.integer({ min: 1, max: 20 }), { nil: null });
      const change = fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("p", "q"), times);
      let expected = new Map<string, JourneyRun>();
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 6 }), fc.integer({ min: 0, max: 21 }), async (changes, now) => {
          const changed = runs(...changes.map(([journeyId, profileId, at]) => run(journeyId, profileId, at)));
          await journeys.commit({ runs: changed });
          expected = new Map([...expected, ...changed]);
          const due = [...expected.values()]
            .filter(({ wait }) => wait !== null && wait.untilAt <= now)
            .sort((a, b) => a.wait!.untilAt - b.wait!.untilAt || (runKeyOf(a) < runKeyOf(b) ? -1 : 1));
          expect(await journeys.dueRuns(now, 100)).toEqual(due);
          expect(await journeys.dueRuns(now, 1)).toEqual(due.slice(0, 1));
        }),
        { numRuns: 30 },
      );
    });

    it("a delivery is pending until it is done; one of the same id takes its place", async () => {
      const { journeys } = stores();
      await journeys.commit({ pending: [pending("a", 5), pending("b", 3)] });
      await journeys.commit({ pending: [{ ...pending("a", 8), attempts: 1 }] });
      expect((await journeys.dueDeliveries(7, 10)).map(({ deliveryId }) => deliveryId)).toEqual(["b"]);
      expect(await journeys.dueDeliveries(7, 1, new Set(["b"]))).toEqual([]);
      expect(await journeys.nextDueAt()).toBe(3);
      await journeys.commit({ done: [record("b")] });
      expect(await journeys.dueDeliveries(8, 10)).toEqual([{ ...pending("a", 8), attempts: 1 }]);
      expect(await journeys.pendingCount()).toBe(1);
      expect(await journeys.delivery("b")).toEqual(record("b"));
      expect(await journeys.delivery("a")).toBeUndefined();
    });

    it("lists all that is pending, of one person or of all, and tells one by its id", async () => {
      const { journeys } = stores();
      const ids = Array.from({ length: 230 }, (_, i) => `m${i}`);
      const all = ids.map((id, i) => pending(id, i % 7, i % 10 === 0 ? "q" : "p"));
      await journeys.commit({ pending: all });
      const listed = async (profileId: string | null) => {
        const found: PendingDelivery[] = [];
        for await (const page of journeys.pendingDeliveries(profileId)) found.push(...page);
        return found.map(({ deliveryId }) => deliveryId).sort();
      };
      expect(await listed(null)).toEqual([...ids].sort());
      expect(await listed("q")).toEqual(ids.filter((_, i) => i % 10 === 0).sort());
      expect(await listed("nobody")).toEqual([]);
      expect(await journeys.pendingDelivery("m3")).toEqual(all[3]);
      await journeys.commit({ done: [record("m3")] });
      expect(await journeys.pendingDelivery("m3")).toBeUndefined();
      expect(await listed(null)).toHaveLength(229);
    });

    it("tells what became of messages, newest first, of all and of one person; a second record replaces the first", async () => {
      const { journeys } = stores();
      await journeys.commit({ done: [record("a", "p", 1), record("b", "q", 2), record("c", "p", 3)] });
      await journeys.commit({ done: [{ ...record("a", "p", 4), outcome: "failed" }] });
      const ids = (list: DeliveryRecord[]) => list.map(({ deliveryId }) => deliveryId);
      expect(ids(await journeys.deliveries(null, 10))).toEqual(["a", "c", "b"]);
      expect(ids(await journeys.deliveries("p", 10))).toEqual(["a", "c"]);
      expect(ids(await journeys.deliveries("p", 1))).toEqual(["a"]);
      expect((await journeys.delivery("a"))?.outcome).toBe("failed");
    });

    it("one commit is whole: the checkpoint moves with what it led to", async () => {
      const { journeys } = stores();
      expect(await journeys.checkpoint()).toBeNull();
      const checkpoint = { offset: 7, transition: 2, served: { daily: 20_000 } };
      await journeys.commit({ checkpoint, runs: runs(run("j", "p", 5)), pending: [pending("a", 1)] });
      expect(await journeys.checkpoint()).toEqual(checkpoint);
      await journeys.commit({ pending: [pending("b", 1)] });
      expect(await journeys.checkpoint()).toEqual(checkpoint);
    });

    it("tells which journeys have runs, and hands suppressions on by hash", async () => {
      const { journeys } = stores();
      expect(await journeys.journeyIds()).toEqual([]);
      await journeys.commit({
        runs: runs(run("k", "p"), run("j", "p"), run("j", "q"), run("j2", "p"), run("gone", "p")),
      });
      await journeys.commit({ runs: new Map([[runKey("gone", "p"), null]]) });
      expect(await journeys.journeyIds()).toEqual(["j", "j2", "k"]);
      await journeys.suppress("email:ada@example.com", "complaint", 5);
      await journeys.suppress("email:eve@example.com", "bounce", 6);
      const [first, second] = await journeys.suppressions(null, 9);
      expect([first!.reason, second!.reason].sort()).toEqual(["bounce", "complaint"]);
      expect(await journeys.suppressions(null, 1)).toEqual([first]);
      expect(await journeys.suppressions(first!.addressHash, 9)).toEqual([second]);
      expect(await journeys.suppressions(second!.addressHash, 9)).toEqual([]);
      await journeys.keepSuppressions([{ ...first!, reason: "moved", at: 7 }]);
      expect(await journeys.suppressions(null, 9)).toEqual([{ ...first, reason: "moved", at: 7 }, second]);
    });

    it("forgets people, and keeps that an address is not written to", async () => {
      const { journeys } = stores();
      await journeys.suppress("email:ada@example.com", "complaint", 5);
      await journeys.commit({
        runs: runs(run("j", "p", 5), run("j", "q", 6)),
        pending: [pending("a", 1, "p"), pending("b", 2, "q")],
        done: [record("c", "p"), record("d", "q")],
      });
      await journeys.forget(new Set(["p"]));
      expect((await journeys.dueRuns(10, 10)).map(({ profileId }) => profileId)).toEqual(["q"]);
      expect((await journeys.dueDeliveries(10, 10)).map(({ profileId }) => profileId)).toEqual(["q"]);
      expect((await journeys.deliveries(null, 10)).map(({ profileId }) => profileId)).toEqual(["q"]);
      expect(await journeys.delivery("c")).toBeUndefined();
      expect(await journeys.suppression("email:ada@example.com")).toEqual({ reason: "complaint", at: 5 });
      expect(await journeys.suppression("email:eve@example.com")).toBeUndefined();
    });
  });
}

function runKeyOf({ journeyId, profileId }: JourneyRun): string {
  return runKey(journeyId, profileId);
}
