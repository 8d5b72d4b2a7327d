import type { Analytics, AnalyticsBatch } from "@attune/engine/ports/analytics";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sampleEventRow, sampleExposureRow, sampleOrderRow } from "./sample-rows.ts";

const around = { lookbackMs: 1_000, horizonMs: 1_000, signal: "Product Added", mark: "Product Unavailable", limit: 10 };

/** What the queries of histories mean, by cases worked by hand. */
export function describeHistoryQueries(open: () => Analytics | Promise<Analytics>): void {
  describe("history queries", () => {
    let analytics: Analytics;
    beforeAll(async () => {
      analytics = await open();
    });
    afterAll(() => analytics.close());
    beforeEach(() => analytics.clear());

    const insert = (batch: Partial<AnalyticsBatch>) =>
      analytics.insert({ events: [], exposures: [], people: [], ...batch }, "all");
    const view = (price: number, category: string) => ({ itemPricesMicros: [price], itemCategories: [category] });

    /** Ada, on two devices, meets the tactic at 2,000; Bob is held out at 2,500; Cy never meets it. */
    const life: Partial<AnalyticsBatch> = {
      events: [
        sampleEventRow(1, { profileId: "ada", at: 100, day: 1, ...view(8, "mugs") }), // before the lookback
        sampleEventRow(2, { profileId: "ada-phone", at: 1_100, day: 2, identified: 1, ...view(2, "mugs") }),
        sampleEventRow(3, { profileId: "ada", at: 1_200, day: 2, name: "Product Added" }),
        sampleOrderRow(4, "ada", 5_000_000, { at: 1_300, day: 3 }),
        sampleEventRow(5, { profileId: "ada", at: 1_999, day: 3, name: "Product Unavailable" }),
        sampleEventRow(6, { profileId: "ada", at: 2_000, day: 3, name: "Product Added" }), // at time zero: not before it
        sampleOrderRow(7, "ada", 9_000_000, { at: 2_100, orderId: "o", device: "desktop" }),
        sampleEventRow(8, {
          profileId: "ada-phone",
          at: 2_200,
          moneyKind: "refund",
          amountMicros: 1_000_000,
          orderId: "o",
        }),
        sampleOrderRow(9, "ada", 1, { at: 3_000 }), // beyond the horizon
        sampleEventRow(10, { profileId: "cy", at: 2_050, device: "desktop", ...view(4, "mugs") }),
        sampleOrderRow(11, "cy", 3_000_000, { at: 2_060 }),
        sampleOrderRow(12, "cy", 3_000_000, { at: 2_060, actor: "bot" }),
      ],
      exposures: [
        sampleExposureRow(21, { profileId: "ada", at: 1_500, tacticId: "other", variantId: "b" }),
        sampleExposureRow(22, { profileId: "ada", at: 2_000, propensity: 0.6 }),
        sampleExposureRow(23, { profileId: "ada-phone", at: 2_500, arm: "tactic-holdout", device: "desktop" }),
        sampleExposureRow(24, { profileId: "bob", at: 2_500, arm: "tactic-holdout", device: "desktop" }),
        sampleExposureRow(25, { profileId: "eve", at: 2_600, arm: "global-holdout" }),
      ],
      people: [{ profileId: "ada-phone", personId: "ada", version: 1 }],
    };

    it("tells what was known strictly before the first opportunity, and what came from it on", async () => {
      await insert(life);
      const [ada, bob, ...others] = await analytics.query("tactic-histories", { tacticId: "tactic", ...around });
      expect(others).toEqual([]);
      // Mean log price of mugs over views 8, 2 and 4 is log 4; Ada's one view within the lookback cost 2.
      expect(ada).toEqual({
        profileId: "ada",
        arm: "exposed",
        zeroAt: "2000",
        device: "phone",
        variantId: "a",
        propensity: 0.6,
        isCrossover: 1,
        firstSeenAt: "100",
        lastSeenAt: "1999",
        lastOrderAt: "1300",
        lastViewAt: "1100",
        signalAt: "1200",
        markAt: "1999",
        events: "4",
        activeDays: "2",
        views: "1",
        adds: "1",
        orders: "1",
        orderedMicros: "5000000",
        identified: 1,
        priceLevel: Math.round(Math.log(2 / 4) * 1e9) / 1e9,
        touches: [
          ["1500", "other", "exposed", "b", "phone"],
          ["2000", "tactic", "exposed", "a", "phone"],
          ["2500", "tactic", "tactic-holdout", "a", "desktop"],
        ],
        laterOrders: [["2100", "o", "9000000", "desktop"]],
        laterRefunds: [["2200", "o", "1000000"]],
      });
      expect(bob).toMatchObject({
        arm: "tactic-holdout",
        firstSeenAt: null,
        signalAt: null,
        priceLevel: null,
        events: "0",
      });
    });

    it("starts everybody's clock at their first event since the roll-out, exposed only if soon after", async () => {
      await insert(life);
      const question = { tacticId: "tactic", fromMs: 1_990, untilMs: 2_900, graceMs: 100, ...around };
      expect(await analytics.query("rollout-histories", question)).toMatchObject([
        { arm: "exposed", zeroAt: "1999", events: "3", device: "phone" },
        {
          arm: "unexposed",
          zeroAt: "2050",
          events: "0",
          device: "desktop",
          laterOrders: [["2060", "", "3000000", "phone"]],
        },
      ]);
      expect(await analytics.query("rollout-histories", { ...question, graceMs: 0, limit: 1 })).toMatchObject([
        { arm: "unexposed", zeroAt: "1999" },
      ]);
    });

    it("tells whose an order is by its number", async () => {
      await insert({
        events: [
          sampleOrderRow(1, "ada", 5_000_000, { at: 100, orderId: "A-7" }),
          sampleEventRow(2, { profileId: "ada", at: 300, name: "Order Refunded", moneyKind: "refund", orderId: "A-7" }),
          sampleOrderRow(3, "bob", 5_000_000, { at: 200, orderId: "A-7" }), // another source's number
          sampleOrderRow(4, "cy", 5_000_000, { at: 400, orderId: "A-70" }),
          sampleOrderRow(5, "crawler", 5_000_000, { at: 500, orderId: "A-7", actor: "bot" }),
          sampleOrderRow(6, "dan", 5_000_000, { at: 600, orderId: "" }),
        ],
      });
      expect(await analytics.query("order-people", { orderId: "A-7" })).toEqual([
        { profileId: "bob", at: "200" },
        { profileId: "ada", at: "100" },
      ]);
      expect(await analytics.query("order-people", { orderId: "" })).toEqual([]);
    });

    it("tells when a tactic was in use", async () => {
      await insert(life);
      expect(await analytics.query("tactic-span", { tacticId: "tactic" })).toEqual([
        {
          firstExposedAt: "2000",
          lastExposedAt: "2000",
          exposed: "1",
          heldOut: "2",
          firstEventAt: "100",
          lastEventAt: "3000",
        },
      ]);
      expect(await analytics.query("tactic-span", { tacticId: "none" })).toMatchObject([
        { firstExposedAt: null, lastExposedAt: null, exposed: "0", heldOut: "0" },
      ]);
    });

    it("tells the visits since the roll-out, apart by more than a gap", async () => {
      await insert(life);
      const question = { tacticId: "tactic", ...around, fromMs: 1_000, untilMs: 5_000, graceMs: 100, gapMs: 150 };
      const rows = await analytics.query("visit-histories", question);
      // Ada from 1,100 on: the horizon ends at 2,100, and the tactic of another name at 1,500 is a moment, not an event.
      expect(rows.map(({ zeroAt, visits }) => [zeroAt, visits])).toEqual([
        [
          "1100",
          [
            ["1100", "3", "1", "1", "1200"],
            ["1500", "0", "0", "0", "0"],
            ["1999", "2", "0", "1", "2000"],
          ],
        ],
        ["2050", [["2050", "2", "1", "0", "0"]]],
      ]);
    });

    it("lays people's doings out in periods", async () => {
      await insert(life);
      const question = {
        tacticId: "tactic",
        groupBy: "device",
        fromMs: 1_000,
        periodMs: 500,
        periods: 3,
        knownBeforeMs: 1e9,
        limit: 9,
      };
      expect(await analytics.query("person-panel", question)).toEqual([
        {
          groupName: "phone",
          firstSeenAt: "100",
          exposedAt: "2000",
          cells: [
            ["0", "3", "1", "5000000"],
            ["1", "1", "0", "0"],
            ["2", "3", "1", "8000000"],
          ],
        },
        { groupName: "desktop", firstSeenAt: "2050", exposedAt: null, cells: [["2", "2", "1", "3000000"]] },
      ]);
      expect(
        await analytics.query("person-panel", { ...question, knownBeforeMs: 101, groupBy: "source" }),
      ).toMatchObject([{ groupName: "http" }]);
      // Ada had said who she is and bought by 1,301, Cy came later.
      const segments = async (fromMs: number) => {
        const rows = await analytics.query("person-panel", { ...question, fromMs, groupBy: "segment" });
        return rows.map(({ groupName }) => groupName);
      };
      expect(await segments(1_301)).toEqual(["customer", "new"]);
      expect(await segments(1_300)).toEqual(["known", "new"]);
      expect(await segments(1_100)).toEqual(["anonymous", "new"]);
      expect(await segments(2_060)).toEqual(["customer", "anonymous"]);
    });
  });
}
