import type { Analytics, AnalyticsBatch, EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

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
    const totals = async () => (await analytics.query("totals", { fromDay: null, toDay: null }))[0];

    it("inserts a batch once, however often its token comes", async () => {
      const batch = { events: [sampleEventRow(1), sampleEventRow(2)] };
      await insert(batch, "1-2");
      await insert(batch, "1-2");
      await insert({ events: [sampleEventRow(3)] }, "3-3");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "3", people: "1" }]);
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
      expect(await counts()).toEqual([{ name, count: "3", people: "1" }]);
      // 3 × (2^53 − 1), beyond what a number holds exactly.
      expect((await totals())?.grossMicros).toBe("27021597764222973");
    });

    it("removes the rows of profiles, which may then be written anew", async () => {
      const ofP = [sampleEventRow(1), sampleEventRow(2)];
      await insert({ events: [...ofP, sampleEventRow(3, { profileId: "q" })] }, "1-3");
      await insert({ people: [{ profileId: "p", personId: "q", version: 4 }] }, "4-4");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "3", people: "1" }]);
      await analytics.removeProfiles(["p", "never-there", "o'hara"]);
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "1", people: "1" }]);
      await insert({ events: ofP }, "unmerge-5");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "3", people: "2" }]);
    });

    it("forgets tokens with the rows when it is cleared", async () => {
      await insert({ events: [sampleEventRow(1)] }, "1-1");
      await analytics.clear();
      expect(await counts()).toEqual([]);
      await insert({ events: [sampleEventRow(1)] }, "1-1");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "1", people: "1" }]);
    });

    it("follows the newest owner of a profile, in whatever order owners come", async () => {
      await insert({ events: [sampleEventRow(1), sampleEventRow(2, { profileId: "q" })] }, "1-2");
      await insert({ people: [{ profileId: "p", personId: "q", version: 9 }] }, "9-9");
      await insert({ people: [{ profileId: "p", personId: "z", version: 3 }] }, "3-3");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "2", people: "1" }]);
      await insert({ people: [{ profileId: "p", personId: "p", version: 10 }] }, "10-10");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "2", people: "2" }]);
    });

    it("still answers the same after a purge", async () => {
      await insert({ events: [sampleEventRow(1), sampleEventRow(2, { profileId: "q" })] }, "1-2");
      await analytics.removeProfiles(["p"]);
      await analytics.purge();
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "1", people: "1" }]);
      await insert({ events: [sampleEventRow(1), sampleEventRow(2, { profileId: "q" })] }, "1-2");
      expect(await counts()).toEqual([{ name: "Product Viewed", count: "1", people: "1" }]);
    });

    it("refuses an unknown query and a missing or wrong parameter", async () => {
      const refused = (name: string, parameters: Record<string, Json>) =>
        expect(analytics.query(name, parameters)).rejects.toMatchObject({ code: "bad-request" });
      await refused("no-such-query", {});
      await refused("constructor", {});
      await refused("totals", { fromDay: null });
      await refused("totals", { fromDay: 1.5, toDay: null });
      await refused("tactic-outcomes", { tacticId: 7, windowMs: 1 });
      await refused("daily", { fromDay: null, toDay: 1 });
    });

    it("says that it is available", async () => {
      await counts();
      expect(await analytics.health()).toMatchObject({ available: true });
    });

    describe("totals", () => {
      it("counts customers and sums money exactly, people only", async () => {
        // Ada orders twice and gets one refund; before that she was anonymous on another profile. Bob only looks. A stock adjustment
        // without money is a commercial record of its anonymous buyer. A bot's order does not count.
        await insert(
          {
            events: [
              order(1, "ada-phone", 10_000_001, { at: 1_000, day: 10 }),
              order(2, "ada", 20_000_002, { at: 2_000, day: 11, identified: 1 }),
              sampleEventRow(3, {
                profileId: "ada",
                name: "Order Refunded",
                moneyKind: "refund",
                amountMicros: 5_000_000,
                at: 3_000,
                day: 12,
              }),
              sampleEventRow(4, { profileId: "bob", identified: 1, at: 500, day: 9 }),
              sampleEventRow(5, { profileId: "till", name: "Stock Adjusted", at: 2_500, day: 11 }),
              sampleEventRow(6, {
                profileId: "debt",
                name: "Balance Adjusted",
                moneyKind: "adjustment",
                amountMicros: -7,
                at: 2_600,
                day: 11,
              }),
              order(7, "crawler", 99_000_000, { actor: "bot", at: 1, day: 1, identified: 1 }),
            ],
            people: [{ profileId: "ada-phone", personId: "ada", version: 2 }],
          },
          "1-7",
        );
        expect(await totals()).toEqual({
          customers: "3",
          identifiedCustomers: "1",
          orders: "2",
          refunds: "1",
          grossMicros: "30000003",
          refundedMicros: "5000000",
          adjustmentMicros: "-7",
          firstEventAt: "500",
          lastEventAt: "3000",
        });
        // Day 10 alone: Ada's anonymous order; she is identified by what she did on day 11.
        expect((await analytics.query("totals", { fromDay: 10, toDay: 10 }))[0]).toEqual({
          customers: "1",
          identifiedCustomers: "1",
          orders: "1",
          refunds: "0",
          grossMicros: "10000001",
          refundedMicros: "0",
          adjustmentMicros: "0",
          firstEventAt: "1000",
          lastEventAt: "1000",
        });
      });

      it("says null, not zero, for the times of nothing", async () => {
        expect(await totals()).toMatchObject({
          customers: "0",
          grossMicros: "0",
          firstEventAt: null,
          lastEventAt: null,
        });
      });
    });

    describe("tactic-outcomes", () => {
      it("follows each person from the first opportunity, for the length of the window", async () => {
        await insert(
          {
            exposures: [
              // Ada: exposed at 100; what her other device saw later makes her a crossover.
              sampleExposureRow(1, { profileId: "ada", arm: "exposed", at: 100 }),
              sampleExposureRow(2, { profileId: "ada-phone", arm: "tactic-holdout", at: 150 }),
              // Bob: held out. Cy: exposed, never buys. Dan: of another tactic. Eve: outside of measurement.
              sampleExposureRow(3, { profileId: "bob", arm: "tactic-holdout", at: 100 }),
              sampleExposureRow(4, { profileId: "cy", arm: "exposed", at: 100 }),
              sampleExposureRow(5, { profileId: "dan", arm: "exposed", tacticId: "other", at: 100 }),
              sampleExposureRow(6, { profileId: "eve", arm: "contextual", at: 100 }),
            ],
            people: [{ profileId: "ada-phone", personId: "ada", version: 2 }],
          },
          "1-6",
        );
        await insert(
          {
            events: [
              order(11, "ada", 1_000_000, { at: 99 }), // too early
              order(12, "ada", 10_000_000, { at: 100 }), // the moment of the exposure counts
              order(13, "ada-phone", 5_500_000, { at: 1_099 }),
              order(14, "ada", 1_000_000, { at: 1_100 }), // the end of the window does not
              sampleEventRow(15, { profileId: "ada", moneyKind: "refund", amountMicros: 2_500_000, at: 500 }),
              sampleEventRow(16, { profileId: "ada", moneyKind: "adjustment", amountMicros: 9_000_000, at: 500 }),
              order(17, "bob", 4_000_000, { at: 200 }),
              order(18, "cy", 4_000_000, { at: 200, actor: "internal" }),
              order(19, "dan", 4_000_000, { at: 200 }),
            ],
          },
          "11-19",
        );
        // Ada: 10 + 5.5 − 2.5 = 13 in 2 orders. 13² = 169, 2² = 4, 13 × 2 = 26.
        expect(await analytics.query("tactic-outcomes", { tacticId: "tactic", windowMs: 1_000 })).toEqual([
          {
            arm: "exposed",
            people: "2",
            conversions: "1",
            orders: "2",
            revenueMicros: "13000000",
            revenueSum: 13,
            revenueSumSquares: 169,
            ordersSumSquares: 4,
            revenueOrdersSum: 26,
            crossover: "1",
          },
          {
            arm: "tactic-holdout",
            people: "1",
            conversions: "1",
            orders: "1",
            revenueMicros: "4000000",
            revenueSum: 4,
            revenueSumSquares: 16,
            ordersSumSquares: 1,
            revenueOrdersSum: 4,
            crossover: "0",
          },
        ]);
        expect(await analytics.query("tactic-outcomes", { tacticId: "nobody-saw-it", windowMs: 1_000 })).toEqual([]);
      });

      it("takes any tactic id as text", async () => {
        const tacticId = "it's \\ 'quoted' {windowMs:Int64}";
        await insert({ exposures: [sampleExposureRow(1, { tacticId })] }, "1-1");
        const rows = await analytics.query("tactic-outcomes", { tacticId, windowMs: 1_000 });
        expect(rows).toMatchObject([{ arm: "exposed", people: "1" }]);
      });

      it("breaks a tie in time by the offset", async () => {
        await insert(
          {
            exposures: [
              sampleExposureRow(2, { arm: "exposed", at: 100 }),
              sampleExposureRow(1, { arm: "tactic-holdout", at: 100 }),
            ],
          },
          "1-2",
        );
        const rows = await analytics.query("tactic-outcomes", { tacticId: "tactic", windowMs: 1_000 });
        expect(rows).toMatchObject([{ arm: "tactic-holdout", people: "1", crossover: "1", revenueSum: 0 }]);
      });
    });

    it("compares everyone treated, a tactic's own holdout included, with the global holdout", async () => {
      await insert(
        {
          exposures: [
            sampleExposureRow(1, { profileId: "a", arm: "exposed", tacticId: "one" }),
            sampleExposureRow(2, { profileId: "a", arm: "tactic-holdout", tacticId: "two" }),
            sampleExposureRow(3, { profileId: "b", arm: "tactic-holdout", tacticId: "two" }),
            sampleExposureRow(4, { profileId: "c", arm: "global-holdout", tacticId: "one" }),
            sampleExposureRow(5, { profileId: "d", arm: "contextual", tacticId: "one" }),
          ],
          events: [order(6, "c", 3_000_000, { at: 100 })],
        },
        "1-6",
      );
      expect(await analytics.query("holdout-outcomes", { windowMs: 1_000 })).toMatchObject([
        { arm: "global-holdout", people: "1", conversions: "1", revenueMicros: "3000000" },
        { arm: "treated", people: "2", conversions: "0", revenueMicros: "0", crossover: "0" },
      ]);
    });

    it("ranks items by the people behind them", async () => {
      const items = (itemIds: string[], itemCategories = itemIds.map(() => "all")) => ({
        itemIds,
        itemCategories,
        itemQuantities: itemIds.map(() => 1),
        itemPricesMicros: itemIds.map(() => 1),
      });
      await insert(
        {
          events: [
            sampleEventRow(1, { profileId: "a", at: 10, ...items(["mug"], ["old"]) }),
            sampleEventRow(2, { profileId: "a", at: 20, ...items(["mug"], ["new"]) }),
            sampleEventRow(3, {
              profileId: "b",
              at: 20,
              name: "Order Completed",
              ...items(["mug", "pan", "mug"], ["new", "all", "last"]),
            }),
            sampleEventRow(4, { profileId: "c", at: 20, name: "Product Added", ...items(["cup"]) }),
            sampleEventRow(5, { profileId: "c", at: 30, ...items(["late"]) }),
            sampleEventRow(6, { profileId: "c", at: 20, name: "Product Removed", ...items(["gone"]) }),
            sampleEventRow(7, { profileId: "c", at: 20, actor: "bot", ...items(["scraped"]) }),
          ],
          people: [{ profileId: "b", personId: "a", version: 3 }],
        },
        "1-7",
      );
      const rows = [
        { itemId: "mug", category: "last", views: "2", carts: "0", purchases: "2", people: "1" },
        { itemId: "pan", category: "all", views: "0", carts: "0", purchases: "1", people: "1" },
        { itemId: "cup", category: "all", views: "0", carts: "1", purchases: "0", people: "1" },
      ];
      expect(await analytics.query("item-popularity", { sinceMs: 10, untilMs: 30, limit: 10 })).toEqual(rows);
      expect(await analytics.query("item-popularity", { sinceMs: 10, untilMs: 30, limit: 1 })).toEqual(
        rows.slice(0, 1),
      );
    });

    it("sums up days", async () => {
      await insert(
        {
          events: [
            order(1, "a", 3_000_000, { day: 5 }),
            sampleEventRow(2, { profileId: "b", day: 5 }),
            sampleEventRow(3, { profileId: "a", day: 7, moneyKind: "refund", amountMicros: 1_000_000 }),
            sampleEventRow(4, { profileId: "a", day: 8 }),
          ],
        },
        "1-4",
      );
      expect(await analytics.query("daily", { fromDay: 5, toDay: 7 })).toEqual([
        { day: 5, events: "2", people: "2", orders: "1", revenueMicros: "3000000" },
        { day: 7, events: "1", people: "1", orders: "0", revenueMicros: "-1000000" },
      ]);
    });
  });
}

export function sampleEventRow(offset: number, change: Partial<EventRow> = {}): EventRow {
  return {
    offset,
    profileId: "p",
    at: 1_000,
    receivedAt: 1_000,
    day: 0,
    type: "track",
    name: "Product Viewed",
    source: "http",
    actor: "person",
    channel: "web",
    device: "phone",
    identified: 0,
    moneyKind: "",
    amountMicros: 0,
    orderId: "",
    itemIds: [],
    itemQuantities: [],
    itemPricesMicros: [],
    itemCategories: [],
    ...change,
  };
}

export function sampleExposureRow(offset: number, change: Partial<ExposureRow> = {}): ExposureRow {
  return {
    offset,
    profileId: "p",
    decisionId: `d-${offset}`,
    at: 100,
    day: 0,
    placementId: "home",
    tacticId: "tactic",
    variantId: "a",
    arm: "exposed",
    propensity: 0.5,
    device: "phone",
    ...change,
  };
}

function order(offset: number, profileId: string, amountMicros: number, change: Partial<EventRow> = {}): EventRow {
  return sampleEventRow(offset, { profileId, name: "Order Completed", moneyKind: "order", amountMicros, ...change });
}
