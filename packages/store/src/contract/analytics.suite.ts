import type { Analytics, AnalyticsBatch } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sampleEventRow } from "./sample-rows.ts";

/** What every `Analytics` must do. One instance serves the suite, emptied before each test: opening may take a second. */
export function describeAnalytics(open: () => Analytics | Promise<Analytics>): void {
  describe("analytics", () => {
    let analytics: Analytics;
    beforeAll(async () => {
      analytics = await open();
    });
    afterAll(() => analytics.close());
    beforeEach(() => analytics.clear());

    const insert = (batch: Partial<AnalyticsBatch>, token: string) =>
      analytics.insert({ events: [], exposures: [], people: [], ...batch }, token);
    const counts = () => analytics.query("event-counts", { fromMs: 0, toMs: 1e15 });
    const events = async () => {
      const days = await analytics.query("daily", { fromDay: 0, toDay: 0 });
      return days.map(({ events: count, people }) => ({ count, people }));
    };
    const totals = async () => (await analytics.query("totals", { fromDay: null, toDay: null }))[0];

    it("inserts a batch once, however often its token comes", async () => {
      const batch = { events: [sampleEventRow(1), sampleEventRow(2)] };
      await insert(batch, "1-2");
      await insert(batch, "1-2");
      await insert({ events: [sampleEventRow(3)] }, "3-3");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "3" }]);
    });

    it("takes an empty batch", async () => {
      await insert({}, "1-0");
      expect(await counts()).toEqual([]);
    });

    it("keeps every character and the greatest amounts", async () => {
      const name = "Ünïcode 🙂 'quoted' \"twice\" \\ back\tslash\nline";
      const amountMicros = Number.MAX_SAFE_INTEGER;
      await insert(
        { events: [1, 2, 3].map((offset) => sampleEventRow(offset, { name, moneyKind: "order", amountMicros })) },
        "1-3",
      );
      expect(await counts()).toEqual([{ name, count: "3" }]);
      // 3 × (2^53 − 1), beyond what a number holds exactly.
      expect((await totals())?.grossMicros).toBe("27021597764222973");
    });

    it("removes the rows of profiles, which may then be written anew", async () => {
      const ofP = [sampleEventRow(1), sampleEventRow(2)];
      await insert({ events: [...ofP, sampleEventRow(3, { profileId: "q" })] }, "1-3");
      await insert({ people: [{ profileId: "p", personId: "q", version: 4 }] }, "4-4");
      expect(await events()).toEqual([{ count: "3", people: "1" }]);
      await analytics.removeProfiles(["p", "never-there", "o'hara"]);
      expect(await events()).toEqual([{ count: "1", people: "1" }]);
      await insert({ events: ofP }, "unmerge-5");
      expect(await events()).toEqual([{ count: "3", people: "2" }]);
    });

    it("forgets tokens with the rows when it is cleared", async () => {
      await insert({ events: [sampleEventRow(1)] }, "1-1");
      await analytics.clear();
      expect(await counts()).toEqual([]);
      await insert({ events: [sampleEventRow(1)] }, "1-1");
      expect(await events()).toEqual([{ count: "1", people: "1" }]);
    });

    it("follows the newest owner of a profile, in whatever order owners come", async () => {
      await insert({ events: [sampleEventRow(1), sampleEventRow(2, { profileId: "q" })] }, "1-2");
      await insert({ people: [{ profileId: "p", personId: "q", version: 9 }] }, "9-9");
      await insert({ people: [{ profileId: "p", personId: "z", version: 3 }] }, "3-3");
      expect(await events()).toEqual([{ count: "2", people: "1" }]);
      await insert({ people: [{ profileId: "p", personId: "p", version: 10 }] }, "10-10");
      expect(await events()).toEqual([{ count: "2", people: "2" }]);
    });

    it("still answers the same after a purge", async () => {
      await insert({ events: [sampleEventRow(1), sampleEventRow(2, { profileId: "q" })] }, "1-2");
      await analytics.removeProfiles(["p"]);
      await analytics.purge();
      expect(await events()).toEqual([{ count: "1", people: "1" }]);
      await insert({ events: [sampleEventRow(1), sampleEventRow(2, { profileId: "q" })] }, "1-2");
      expect(await events()).toEqual([{ count: "1", people: "1" }]);
    });

    it("refuses an unknown query and a missing or wrong parameter", async () => {
      const refused = (name: string, parameters: Record<string, Json>) =>
        expect(analytics.query(name, parameters)).rejects.toMatchObject({ code: "bad-request" });
      await refused("no-such-query", {});
      await refused("constructor", {});
      await refused("totals", { fromDay: null });
      await refused("totals", { fromDay: 1.5, toDay: null });
      await refused("tactic-outcomes", { tacticId: 7, windowMs: 1, nowMs: 1 });
      await refused("daily", { fromDay: null, toDay: 1 });
    });

    it("says that it is available", async () => {
      await counts();
      expect(await analytics.health()).toMatchObject({ available: true });
      expect(await analytics.progress()).toBeInstanceOf(Array);
    });
  });
}
