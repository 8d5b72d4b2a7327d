import type { Analytics, AnalyticsBatch, EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import type { Stores } from "@attune/engine/ports/stores";
import type { Json } from "@attune/model/json";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import type { HistoryQueryName } from "../sql/named-queries.ts";
import { describeHistoryQueries } from "./history-queries.suite.ts";
import { sampleEventRow, sampleExposureRow } from "./sample-rows.ts";

describe("embedded", () => describeHistoryQueries(openEmbedded));
describe("memory", () => describeHistoryQueries(createMemoryAnalytics));

function openEmbedded(): Analytics {
  const stores = openTemporary();
  return { ...stores.analytics, close: () => stores.close() };
}

const profileId = fc.constantFrom("a", "b", "c", "d", "e", "f");
const at = fc.integer({ min: 0, max: 30 });
const device = fc.constantFrom("phone", "desktop", "");

const event: fc.Arbitrary<Partial<EventRow>> = fc.record({
  profileId,
  at,
  device,
  day: fc.integer({ min: 0, max: 3 }),
  name: fc.constantFrom("Product Viewed", "Product Added", "Order Completed", "Odd 'n' \\ends"),
  actor: fc.constantFrom("person", "person", "person", "bot"),
  channel: fc.constantFrom("web", "app"),
  identified: fc.constantFrom(0 as const, 1 as const),
  moneyKind: fc.constantFrom("" as const, "order" as const, "refund" as const),
  amountMicros: fc.integer({ min: 0, max: 50_000_000 }),
  orderId: fc.constantFrom("", "one"),
  itemPricesMicros: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  itemCategories: fc.array(fc.constantFrom("mugs", ""), { maxLength: 3 }),
});
const exposure: fc.Arbitrary<Partial<ExposureRow>> = fc.record({
  profileId,
  at,
  device,
  tacticId: fc.constantFrom("one", "two"),
  arm: fc.constantFrom("exposed", "tactic-holdout", "global-holdout"),
  variantId: fc.constantFrom("a", "b"),
  propensity: fc.constantFrom(0.25, 0.5),
});

const batch: fc.Arbitrary<AnalyticsBatch> = fc
  .tuple(
    fc.array(event, { minLength: 20, maxLength: 60 }),
    fc.array(exposure, { minLength: 4, maxLength: 15 }),
    fc.array(fc.record({ profileId, personId: profileId }), { maxLength: 3 }),
  )
  .map(([events, exposures, people]) => {
    let next = 1;
    return {
      events: events.map((row) => sampleEventRow(next++, row)),
      exposures: exposures.map((row) => sampleExposureRow(next++, row)),
      people: people.map((row) => ({ ...row, version: next++ })),
    };
  });

const tacticId = fc.constantFrom("one", "two");
const around = {
  tacticId,
  lookbackMs: fc.constantFrom(0, 5, 100),
  horizonMs: fc.constantFrom(1, 5, 100),
  signal: fc.constantFrom("Product Added", "none"),
  mark: fc.constantFrom("Odd 'n' \\ends", ""),
  limit: fc.constantFrom(2, 100),
};
const questions: fc.Arbitrary<Record<HistoryQueryName, Record<string, Json>>> = fc.record({
  "tactic-histories": fc.record(around),
  "rollout-histories": fc.record({ ...around, fromMs: at, untilMs: at, graceMs: fc.constantFrom(0, 5, 100) }),
  "visit-histories": fc.record({
    ...around,
    fromMs: at,
    untilMs: at,
    graceMs: fc.constantFrom(0, 5, 100),
    gapMs: fc.constantFrom(0, 2, 6),
  }),
  "tactic-span": fc.record({ tacticId }),
  "order-people": fc.record({ orderId: fc.constantFrom("one", "two", "") }),
  "person-panel": fc.record({
    tacticId,
    groupBy: fc.constantFrom("device", "channel", "source", "segment"),
    fromMs: at,
    periodMs: fc.constantFrom(1, 4, 10),
    periods: fc.integer({ min: 1, max: 8 }),
    knownBeforeMs: at,
    limit: fc.constantFrom(2, 100),
  }),
});

describe("history queries in SQL against their twins in memory", () => {
  let stores: Stores;
  beforeAll(() => {
    stores = openTemporary();
  });
  afterAll(() => stores.close());

  it("answers alike on random data", async () => {
    await fc.assert(
      fc.asyncProperty(batch, questions, async (drawn, asked) => {
        const reference = createMemoryAnalytics();
        await stores.analytics.clear();
        await reference.insert(drawn, "all");
        await stores.analytics.insert(drawn, "all");
        for (const [name, parameters] of Object.entries(asked)) {
          const expected = await reference.query(name, parameters);
          expect(await stores.analytics.query(name, parameters), name).toEqual(expected.map(expectRounded));
        }
      }),
      { numRuns: Number(process.env.HISTORY_RUNS ?? 4), endOnFailure: true },
    );
  }, 120_000);
});

/** Price levels are rounded to nine digits; the order of addition may decide the last. */
function expectRounded(row: Record<string, Json>): Record<string, unknown> {
  return typeof row.priceLevel === "number" ? { ...row, priceLevel: expect.closeTo(row.priceLevel, 8) } : row;
}
