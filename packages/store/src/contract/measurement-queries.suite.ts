import type { Analytics, AnalyticsBatch } from "@attune/engine/ports/analytics";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sampleEventRow, sampleExposureRow, sampleOrderRow } from "./sample-rows.ts";

/** What the queries of measurement mean, by cases worked by hand. */
export function describeMeasurementQueries(open: () => Analytics | Promise<Analytics>): void {
  describe("measurement queries", () => {
    let analytics: Analytics;
    beforeAll(async () => {
      analytics = await open();
    });
    afterAll(() => analytics.close());
    beforeEach(() => analytics.clear());

    const insert = (batch: Partial<AnalyticsBatch>) =>
      analytics.insert({ events: [], exposures: [], people: [], ...batch }, "all");

    it("follows people through the steps in their order, wherever they did them", async () => {
      await insert({
        events: [
          // Ada views at 10, adds on her phone at 40, orders at 100; an order before the view would count for nothing.
          sampleEventRow(1, { profileId: "ada", name: "Home", at: 0, device: "desktop" }),
          sampleEventRow(2, { profileId: "ada", at: 10, device: "desktop" }),
          sampleEventRow(3, { profileId: "ada-phone", name: "Product Added", at: 40 }),
          sampleOrderRow(4, "ada", 1, { at: 100, identified: 1 }),
          // Bob orders without having added anything. Cy views twice.
          sampleEventRow(5, { profileId: "bob", at: 10, identified: 1 }),
          sampleOrderRow(6, "bob", 1, { at: 30 }),
          sampleEventRow(7, { profileId: "cy", at: 5 }),
          sampleEventRow(8, { profileId: "cy", at: 20 }),
          sampleEventRow(9, { profileId: "crawler", at: 20, actor: "bot" }),
          sampleEventRow(10, { profileId: "late", at: 1_000, day: 1 }),
          sampleOrderRow(11, "cy", 1, { at: -5, day: -1 }),
        ],
        people: [{ profileId: "ada-phone", personId: "ada", version: 3 }],
      });
      const steps = ["Product Viewed", "Product Added", "Order Completed"];
      const rows = await analytics.query("funnel", { steps, by: ["device", "segment"], fromDay: 0, beforeDay: 1 });
      const everyone = { dimension: "everyone", value: "" };
      expect(rows.filter(({ dimension }) => dimension === "everyone")).toEqual([
        { ...everyone, stage: 0, people: "3", medianMs: null, p90Ms: null },
        // 10 of Ada, 0 of Bob and Cy.
        { ...everyone, stage: 1, people: "3", medianMs: 0, p90Ms: 10 },
        { ...everyone, stage: 2, people: "1", medianMs: 30, p90Ms: 30 },
        { ...everyone, stage: 3, people: "1", medianMs: 60, p90Ms: 60 },
      ]);
      const first = (dimension: string) =>
        rows
          .filter((row) => row.dimension === dimension && row.stage === 0)
          .map(({ value, people }) => [value, people]);
      expect(first("device")).toEqual([
        ["desktop", "1"],
        ["phone", "2"],
      ]);
      expect(first("segment")).toEqual([
        ["anonymous", "1"],
        ["customer", "1"],
        ["known", "1"],
      ]);
      expect(first("channel")).toEqual([]);
    });

    it("sums a metric up per arm: after the first opportunity, and as long before it", async () => {
      await insert({
        exposures: [
          sampleExposureRow(1, { profileId: "ada", at: 1_000 }),
          sampleExposureRow(2, { profileId: "bob", at: 1_000, device: "desktop" }),
          sampleExposureRow(3, { profileId: "cy", at: 1_000, arm: "tactic-holdout" }),
          sampleExposureRow(4, { profileId: "dan", at: 1_000, arm: "global-holdout" }),
        ],
        events: [
          sampleOrderRow(5, "ada", 4_000_000, { at: 900 }), // before
          sampleOrderRow(6, "ada", 10_000_000, { at: 1_000, orderId: "one" }),
          sampleOrderRow(7, "ada", 6_000_000, { at: 1_500 }),
          sampleEventRow(8, {
            profileId: "ada",
            moneyKind: "refund",
            amountMicros: 1_000_000,
            at: 1_600,
            orderId: "one",
          }),
          sampleOrderRow(9, "cy", 3_000_000, { at: 1_999 }),
          sampleOrderRow(10, "cy", 3_000_000, { at: 2_000 }), // after the window
        ],
      });
      const rows = await analytics.query("metric-sums", {
        tacticId: "tactic",
        afterMs: 0,
        windowMs: 1_000,
        capMicros: null,
        by: ["device"],
        ...side("numerator", "amount", ["Order Completed"]),
        ...side("denominator", "count", ["Order Completed"]),
      });
      // Ada: 15 in 2 orders, before it 4 in 1; Bob nothing; Cy 3 in 1.
      expect(rows.filter(({ dimension }) => dimension === "everyone")).toMatchObject([
        {
          arm: "exposed",
          people: "2",
          numerator: 15,
          denominator: 2,
          preNumerator: 4,
          preDenominator: 1,
          numeratorSquares: 225,
          denominatorSquares: 4,
          preNumeratorSquares: 16,
          numeratorDenominator: 30,
          numeratorPreNumerator: 60,
          numeratorPreDenominator: 15,
          denominatorPreNumerator: 8,
          preNumeratorPreDenominator: 4,
          numeratorCubes: 3_375,
          numeratorLargest: 15,
          withDenominator: "1",
        },
        { arm: "tactic-holdout", people: "1", numerator: 3, denominator: 1, preNumerator: 0, withDenominator: "1" },
      ]);
      expect(
        rows
          .filter(({ dimension }) => dimension === "device")
          .map(({ value, arm, numerator }) => [value, arm, numerator]),
      ).toEqual([
        ["desktop", "exposed", 0],
        ["phone", "exposed", 15],
        ["phone", "tactic-holdout", 3],
      ]);
    });

    it("counts an order that states no amount, and no event of another name that is worth money", async () => {
      await insert({
        exposures: ["ada", "bob", "cy"].map((profileId, i) => sampleExposureRow(i + 1, { profileId, at: 1_000 })),
        events: [
          sampleEventRow(4, { profileId: "ada", name: "Order Completed", at: 1_100 }),
          sampleOrderRow(5, "bob", 3_000_000, { name: "Renewed", at: 1_200 }),
          sampleEventRow(6, { profileId: "cy", name: "Order Completed", at: 1_300, actor: "bot" }),
        ],
      });
      const rows = await analytics.query("metric-sums", {
        tacticId: "tactic",
        afterMs: 0,
        windowMs: 1_000,
        capMicros: null,
        by: [],
        ...side("numerator", "any", ["Order Completed"]),
        ...side("denominator", "", []),
      });
      expect(rows).toMatchObject([{ arm: "exposed", people: "3", numerator: 1, withNumerator: "1" }]);
    });

    it("caps values, and counts nothing for who has no denominator", async () => {
      await insert({
        exposures: [
          sampleExposureRow(1, { profileId: "ada" }),
          sampleExposureRow(2, { profileId: "bob" }),
          sampleExposureRow(3, { profileId: "cy" }),
        ],
        events: [
          sampleEventRow(4, { profileId: "ada", name: "Product Added", at: 200 }),
          sampleEventRow(5, { profileId: "bob", name: "Product Added", at: 200 }),
          sampleOrderRow(6, "bob", 9_000_000, { at: 300 }),
        ],
      });
      const asked = { tacticId: "", afterMs: 0, windowMs: 1_000, by: [] };
      // Carts without an order: Ada of Ada and Bob; Cy, who has no cart, is in neither.
      const [abandoned] = await analytics.query("metric-sums", {
        ...asked,
        capMicros: null,
        ...side("numerator", "absent", ["Order Completed"]),
        ...side("denominator", "any", ["Product Added"]),
      });
      expect(abandoned).toMatchObject({ arm: "treated", people: "3", numerator: 1, denominator: 2 });
      const [capped] = await analytics.query("metric-sums", {
        ...asked,
        capMicros: 2_500_000,
        ...side("numerator", "amount", ["*"]),
        ...side("denominator", "", []),
      });
      expect(capped).toMatchObject({ people: "3", numerator: 2.5, numeratorSquares: 6.25, denominator: 3 });
    });

    it("counts the stages that each arm reached in its window", async () => {
      await insert({
        exposures: [
          sampleExposureRow(1, { profileId: "ada", at: 100 }),
          sampleExposureRow(2, { profileId: "bob", at: 100, arm: "tactic-holdout" }),
        ],
        events: [
          sampleEventRow(3, { profileId: "ada", at: 50 }), // too early
          sampleEventRow(4, { profileId: "ada", at: 150 }),
          sampleOrderRow(5, "ada", 1, { at: 200 }),
          sampleEventRow(6, { profileId: "bob", at: 150 }),
          sampleOrderRow(7, "bob", 1, { at: 1_100 }), // too late
        ],
      });
      const steps = ["Product Viewed", "Order Completed"];
      const rows = await analytics.query("stages-by-arm", { tacticId: "tactic", windowMs: 1_000, steps, by: [] });
      expect(rows.map(({ arm, stage, people }) => [arm, stage, people])).toEqual([
        ["exposed", 0, "1"],
        ["exposed", 1, "1"],
        ["exposed", 2, "1"],
        ["tactic-holdout", 0, "1"],
        ["tactic-holdout", 1, "1"],
      ]);
    });

    it("sets the device of the first opportunity against that of the order", async () => {
      await insert({
        exposures: [
          sampleExposureRow(1, { profileId: "ada", at: 100 }),
          sampleExposureRow(2, { profileId: "bob", at: 100 }),
        ],
        events: [
          sampleOrderRow(3, "ada", 5_000_000, { at: 200, device: "desktop", identified: 1 }),
          sampleOrderRow(4, "ada", 1_000_000, { at: 300, device: "desktop" }),
          sampleOrderRow(5, "bob", 2_000_000, { at: 300 }),
        ],
      });
      const cell = { arm: "exposed", exposureDevice: "phone" };
      expect(await analytics.query("device-matrix", { tacticId: "tactic", windowMs: 1_000 })).toEqual([
        { ...cell, orderDevice: "desktop", linked: 1, isPeople: 0, people: "1", orders: "2", amountMicros: "6000000" },
        { ...cell, orderDevice: "phone", linked: 0, isPeople: 0, people: "1", orders: "1", amountMicros: "2000000" },
        { ...cell, orderDevice: "", linked: 0, isPeople: 1, people: "1", orders: "0", amountMicros: "0" },
        { ...cell, orderDevice: "", linked: 1, isPeople: 1, people: "1", orders: "0", amountMicros: "0" },
      ]);
    });

    it.each(["channel", "device"] as const)(
      "tells people apart by whether every %s showed them the same",
      async (across) => {
        const [one, other] = across === "channel" ? ["web", "email"] : ["phone", "desktop"];
        const shown = (offset: number, profileId: string, place: string | undefined, change: object = {}) =>
          sampleExposureRow(offset, { profileId, [across]: place, ...change });
        await insert({
          exposures: [
            shown(1, "ada", one, { variantId: "a" }),
            shown(2, "ada", other, { variantId: "b" }), // the same day: a conflict
            shown(3, "bob", one),
            shown(4, "bob", other),
            shown(5, "bob", one, { variantId: "b", day: 1 }), // another day, one place
            shown(6, "cy", one),
            shown(7, "dan", one, { arm: "global-holdout" }),
            shown(8, "cy", "", { variantId: "b" }), // nobody knows where: compared with nothing
            shown(9, "eve", ""),
          ],
          events: [sampleOrderRow(10, "bob", 1, { at: 200 }), sampleOrderRow(11, "cy", 1, { at: 2_000 })],
        });
        const none = { sharedDays: "0", conflictDays: "0" };
        expect(await analytics.query("consistency", { tacticId: "", windowMs: 1_000, across })).toEqual([
          { level: "conflicting", people: "1", personDays: "1", sharedDays: "1", conflictDays: "1", conversions: "0" },
          { level: "consistent", people: "1", personDays: "2", sharedDays: "1", conflictDays: "0", conversions: "1" },
          { level: "one-place", people: "1", personDays: "1", ...none, conversions: "0" },
        ]);
      },
    );

    it("sums up a property, and counts what holds a number there", async () => {
      const given = (offset: number, profileId: string, rating?: number, change: object = {}) =>
        sampleEventRow(offset, {
          profileId,
          name: "Feedback Given",
          at: 200,
          propertyNames: rating === undefined ? ["length"] : ["length", "rating"],
          propertyValues: rating === undefined ? [80] : [80, rating],
          ...change,
        });
      await insert({
        exposures: ["ada", "bob", "cy"].map((profileId, i) => sampleExposureRow(i + 1, { profileId })),
        events: [
          given(4, "ada", 5),
          given(5, "ada", 2.5),
          given(6, "ada", 1, { at: 50 }), // before
          given(7, "ada"), // words, no stars
          given(8, "bob", 0),
          given(9, "cy"),
        ],
      });
      const [row] = await analytics.query("metric-sums", {
        tacticId: "tactic",
        afterMs: 0,
        windowMs: 1_000,
        capMicros: null,
        by: [],
        ...side("numerator", "property", ["Feedback Given"], "rating"),
        ...side("denominator", "count", ["Feedback Given"], "rating"),
      });
      expect(row).toMatchObject({
        people: "3",
        numerator: 7.5,
        denominator: 3,
        preNumerator: 1,
        preDenominator: 1,
        numeratorDenominator: 15,
        withNumerator: "1",
        withDenominator: "2",
      });
    });

    it("refuses lists that are none", async () => {
      await expect(
        analytics.query("funnel", { steps: ["a", 1], by: [], fromDay: 0, beforeDay: 1 }),
      ).rejects.toMatchObject({
        code: "bad-request",
        path: "steps",
      });
    });
  });
}

function side(name: "numerator" | "denominator", aggregation: string, events: string[], property = "") {
  return {
    [`${name}Events`]: events,
    [`${name}Aggregation`]: aggregation,
    [`${name}Times`]: 1,
    [`${name}Channels`]: [],
    [`${name}Devices`]: [],
    [`${name}Items`]: [],
    [`${name}Categories`]: [],
    [`${name}Property`]: property,
  };
}
