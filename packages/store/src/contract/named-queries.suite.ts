import type { Analytics, AnalyticsBatch, EventRow } from "@attune/engine/ports/analytics";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sampleEventRow, sampleExposureRow, sampleOrderRow } from "./sample-rows.ts";

/** What the named queries mean, by cases worked by hand. */
export function describeNamedQueries(open: () => Analytics | Promise<Analytics>): void {
  describe("named queries", () => {
    let analytics: Analytics;
    beforeAll(async () => {
      analytics = await open();
    });
    afterAll(() => analytics.close());
    beforeEach(() => analytics.clear());

    const insert = (batch: Partial<AnalyticsBatch>, token: string) =>
      analytics.insert({ events: [], exposures: [], people: [], ...batch }, token);
    const totals = async () => (await analytics.query("totals", { fromDay: null, toDay: null }))[0];

    describe("totals", () => {
      it("counts customers and sums money exactly, people only", async () => {
        // Ada orders twice and gets one refund; before that she was anonymous on another profile. Bob only looks. A stock adjustment
        // without money is a commercial record of its anonymous buyer. A bot's order does not count.
        await insert(
          {
            events: [
              sampleOrderRow(1, "ada-phone", 10_000_001, { at: 1_000, day: 10 }),
              sampleOrderRow(2, "ada", 20_000_002, { at: 2_000, day: 11, identified: 1 }),
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
              sampleOrderRow(7, "crawler", 99_000_000, { actor: "bot", at: 1, day: 1, identified: 1 }),
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
              sampleExposureRow(2, { profileId: "ada-phone", arm: "tactic-holdout", at: 150, propensity: 0.3 }),
              // Bob: held out. Cy: exposed, never buys. Dan: of another tactic. Eve: outside of measurement.
              sampleExposureRow(3, { profileId: "bob", arm: "tactic-holdout", at: 101, propensity: 0.1 }),
              sampleExposureRow(4, { profileId: "cy", arm: "exposed", at: 100, propensity: 0.9 }),
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
              sampleOrderRow(11, "ada", 1_000_000, { at: 99 }), // too early
              sampleOrderRow(12, "ada", 10_000_000, { at: 100 }), // the moment of the exposure counts
              sampleOrderRow(13, "ada-phone", 5_500_000, { at: 1_099 }),
              sampleOrderRow(14, "ada", 1_000_000, { at: 1_100 }), // the end of the window does not
              sampleEventRow(15, { profileId: "ada", moneyKind: "refund", amountMicros: 2_500_000, at: 500 }),
              sampleEventRow(16, { profileId: "ada", moneyKind: "adjustment", amountMicros: 9_000_000, at: 500 }),
              sampleOrderRow(17, "bob", 4_000_000, { at: 200 }),
              sampleOrderRow(18, "cy", 4_000_000, { at: 200, actor: "internal" }),
              sampleOrderRow(19, "dan", 4_000_000, { at: 200 }),
            ],
          },
          "11-19",
        );
        // At 1,100 the windows of Ada and Cy have just ended, and Bob's has a millisecond left.
        // Ada: 10 + 5.5 − 2.5 = 13 in 2 orders. 13² = 169, 2² = 4, 13 × 2 = 26.
        expect(await analytics.query("tactic-outcomes", { tacticId: "tactic", windowMs: 1_000, nowMs: 1_100 })).toEqual(
          [
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
              windowsComplete: "2",
              firstStartAt: "100",
              propensityMin: 0.5,
              propensityMax: 0.9,
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
              windowsComplete: "0",
              firstStartAt: "101",
              propensityMin: 0.1,
              propensityMax: 0.1,
            },
          ],
        );
        expect(
          await analytics.query("tactic-outcomes", { tacticId: "nobody-saw-it", windowMs: 1_000, nowMs: 1_100 }),
        ).toEqual([]);
      });

      it("takes off the refunds of the window's orders, and of no others", async () => {
        const refund = (offset: number, profileId: string, amountMicros: number, change: Partial<EventRow>) =>
          sampleEventRow(offset, { profileId, moneyKind: "refund", amountMicros, ...change });
        await insert(
          {
            exposures: [
              sampleExposureRow(1, { profileId: "ada", at: 100 }),
              sampleExposureRow(2, { profileId: "bob", at: 100 }),
              sampleExposureRow(3, { profileId: "cy", at: 100 }),
            ],
            events: [
              sampleOrderRow(4, "ada", 50_000_000, { at: 50, orderId: "before" }),
              sampleOrderRow(5, "ada", 20_000_000, { at: 200, orderId: "in" }),
              sampleOrderRow(6, "cy", 7_000_000, { at: 200, orderId: "of-cy" }),
              refund(7, "ada", 1_000_000, { at: 300, orderId: "in" }), // counts
              refund(8, "ada", 2_000_000, { at: 300, orderId: "before" }), // of an order from before
              refund(9, "ada", 4_000_000, { at: 300, orderId: "of-cy" }), // of another person's
              refund(10, "ada", 8_000_000, { at: 150 }), // no id, and no order in the window before it
              refund(11, "ada", 500_000, { at: 200 }), // no id: taken for the order of the same moment
              refund(12, "ada", 250_000, { at: 1_100, orderId: "in" }), // after the window
              refund(13, "bob", 3_000_000, { at: 300 }), // Bob ordered nothing
            ],
          },
          "1-13",
        );
        // Ada 20 − 1 − 0.5 = 18.5 (342.25), Bob 0, Cy 7 (49).
        const rows = await analytics.query("tactic-outcomes", { tacticId: "tactic", windowMs: 1_000, nowMs: 1_100 });
        expect(rows).toMatchObject([
          { people: "3", conversions: "2", orders: "2", revenueMicros: "25500000", revenueSumSquares: 391.25 },
        ]);
      });

      it("takes any tactic id as text", async () => {
        const tacticId = "it's \\ 'quoted' {windowMs:Int64}";
        await insert({ exposures: [sampleExposureRow(1, { tacticId })] }, "1-1");
        const rows = await analytics.query("tactic-outcomes", { tacticId, windowMs: 1_000, nowMs: 1_100 });
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
        const rows = await analytics.query("tactic-outcomes", { tacticId: "tactic", windowMs: 1_000, nowMs: 1_100 });
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
          events: [sampleOrderRow(6, "c", 3_000_000, { at: 100 })],
        },
        "1-6",
      );
      expect(await analytics.query("holdout-outcomes", { windowMs: 1_000, nowMs: 1_100 })).toMatchObject([
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
            sampleOrderRow(1, "a", 3_000_000, { day: 5 }),
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
