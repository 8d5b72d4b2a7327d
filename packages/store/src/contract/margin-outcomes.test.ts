import type { Analytics, EventRow } from "@attune/engine/ports/analytics";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { sampleExposureRow, sampleOrderRow } from "./sample-rows.ts";

let embedded: Analytics;
beforeAll(() => {
  const stores = openTemporary();
  embedded = { ...stores.analytics, close: () => stores.close() };
});
afterAll(() => embedded.close());

const dayMs = 24 * 3_600_000;
const question = {
  tacticId: "t",
  shortMs: 7 * dayMs,
  longMs: 28 * dayMs,
  nowMs: 40 * dayMs,
  costItems: ["mug", "lamp"],
  costs: ["4000000", "10000000"],
};
const sampleRefundRow = (offset: number, person: string, units: number, change: Partial<EventRow>) =>
  sampleOrderRow(offset, person, units * 1e6, { ...change, name: "Order Refunded", moneyKind: "refund" });
const bought = (itemIds: string[], itemQuantities: number[]) => ({
  itemIds,
  itemQuantities,
  itemPricesMicros: itemIds.map(() => 0),
  itemCategories: itemIds.map(() => ""),
});

describe.each([
  ["embedded", () => embedded],
  ["memory", createMemoryAnalytics],
] as const)("margin of a tactic's arms, %s", (_name, open) => {
  it("is what orders brought less what their items cost and what was paid back, soon and in the long run, as worked out by hand", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(
      {
        exposures: [
          sampleExposureRow(1, { profileId: "ada", tacticId: "t", arm: "exposed", at: dayMs }),
          sampleExposureRow(2, { profileId: "bob", tacticId: "t", arm: "tactic-holdout", at: dayMs }),
          sampleExposureRow(3, { profileId: "cy", tacticId: "t", arm: "exposed", at: 2 * dayMs }),
          // Their long window has not ended.
          sampleExposureRow(4, { profileId: "dan", tacticId: "t", arm: "exposed", at: 13 * dayMs }),
        ],
        events: [
          // 30 − 2 × 4 − 1 × 10 = 12, within a week.
          sampleOrderRow(5, "ada", 30e6, { at: 2 * dayMs, ...bought(["mug", "lamp"], [2, 1]) }),
          // 20 paid back in the third week: −8 in the long run.
          sampleRefundRow(6, "ada", 20, { at: 20 * dayMs }),
          // An item of unknown cost: 9 in the long run, nothing soon.
          sampleOrderRow(7, "ada-phone", 9e6, { at: 10 * dayMs, ...bought(["pen"], [1]) }),
          // Before the opportunity, and beyond the window.
          sampleOrderRow(8, "ada", 100e6, { at: 0 }),
          sampleOrderRow(9, "ada", 100e6, { at: 29 * dayMs }),
          sampleOrderRow(10, "bob", 5e6, { at: dayMs, ...bought(["mug"], [1]) }),
          sampleOrderRow(11, "dan", 50e6, { at: 14 * dayMs }),
        ],
        people: [{ profileId: "ada-phone", personId: "ada", version: 12 }],
      },
      "all",
    );
    expect(await analytics.query("margin-outcomes", question)).toEqual([
      { arm: "exposed", people: "2", shortSum: 12, shortSumSquares: 144, longSum: 1, longSumSquares: 1 },
      { arm: "tactic-holdout", people: "1", shortSum: 1, shortSumSquares: 1, longSum: 1, longSumSquares: 1 },
    ]);
    expect(await analytics.query("margin-outcomes", { ...question, costItems: [], costs: [] })).toMatchObject([
      { longSum: 19 },
      { longSum: 5 },
    ]);
  });
});

describe("margin of a tactic's arms", () => {
  it("is the same from SQL and from its twin, on random rows", async () => {
    const order = fc.record({
      person: fc.constantFrom("a", "b", "c", "d"),
      units: fc.integer({ min: 0, max: 90 }),
      day: fc.integer({ min: 0, max: 39 }),
      items: fc.array(fc.constantFrom("mug", "lamp", "pen"), { maxLength: 3 }),
      isRefund: fc.boolean(),
    });
    const exposure = fc.record({
      person: fc.constantFrom("a", "b", "c", "d"),
      arm: fc.constantFrom("exposed", "tactic-holdout", "global-holdout"),
      day: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(order, { maxLength: 12 }),
        fc.array(exposure, { maxLength: 6 }),
        async (orders, seen) => {
          const batch = {
            exposures: seen.map(({ person, arm, day }, i) =>
              sampleExposureRow(i + 1, { profileId: person, tacticId: "t", arm, at: day * dayMs }),
            ),
            events: orders.map(({ person, units, day, items, isRefund }, i) =>
              isRefund
                ? sampleRefundRow(i + 100, person, units, { at: day * dayMs })
                : sampleOrderRow(i + 100, person, units, {
                    at: day * dayMs,
                    ...bought(
                      items,
                      items.map(() => 2),
                    ),
                  }),
            ),
            people: [],
          };
          const memory = createMemoryAnalytics();
          await embedded.clear();
          await Promise.all([memory.insert(batch, "x"), embedded.insert(batch, "x")]);
          const expected = await memory.query("margin-outcomes", question);
          expect(await embedded.query("margin-outcomes", question)).toEqual(expected.map(inAnyOrderOfAddition));
        },
      ),
      { numRuns: 12 },
    );
  });
});

/** In money of up to a thousand a person, whose squares reach a million: the order of addition may decide the digits after the ninth. */
function inAnyOrderOfAddition(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "number" ? expect.closeTo(value, 9) : value]),
  );
}
