import type { AnalyticsBatch, EventRow, ExposureRow, PersonRow } from "@attune/engine/ports/analytics";
import type { Stores } from "@attune/engine/ports/stores";
import type { Json } from "@attune/model/json";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import type { MeasurementQueryName } from "../sql/named-queries.ts";

/** Few of everything, so that people, steps, times and ties meet often. Times are in steps of ten minutes, so that visits end. */
const profileId = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
const at = fc.integer({ min: 0, max: 40 }).map((step) => step * 600_000);
const day = fc.integer({ min: 0, max: 3 });
const device = fc.constantFrom("phone", "desktop", "");
const names = ["Product Viewed", "Product Added", "Order Completed", "Odd 'n' \\ends"];
const items = fc.array(fc.tuple(fc.constantFrom("mug", "pan"), fc.constantFrom("", "kitchen")), { maxLength: 2 });

const eventRow: fc.Arbitrary<Omit<EventRow, "offset">> = fc
  .record({
    profileId,
    at,
    day,
    name: fc.constantFrom(...names),
    actor: fc.constantFrom("person", "person", "person", "bot"),
    identified: fc.constantFrom(0 as const, 0 as const, 1 as const),
    channel: fc.constantFrom("web", "app"),
    device,
    moneyKind: fc.constantFrom("" as const, "order" as const, "refund" as const),
    amountMicros: fc.integer({ min: 0, max: 50_000_000 }),
    orderId: fc.constantFrom("", "one", "two"),
    items,
    properties: fc.uniqueArray(fc.tuple(fc.constantFrom("rating", "depth"), fc.constantFrom(-1, 0, 0.25, 5)), {
      selector: ([name]) => name,
      maxLength: 2,
    }),
  })
  .map(({ items: lines, properties, ...row }) => ({
    ...row,
    receivedAt: row.at,
    type: "track",
    source: "http",
    itemIds: lines.map(([itemId]) => itemId),
    itemCategories: lines.map(([, category]) => category),
    itemQuantities: lines.map((_, i) => i + 1),
    itemPricesMicros: lines.map(() => 1),
    propertyNames: properties.map(([name]) => name),
    propertyValues: properties.map(([, value]) => value),
  }));

const exposureRow: fc.Arbitrary<Omit<ExposureRow, "offset">> = fc.record({
  profileId,
  at,
  day,
  decisionId: fc.constant("d"),
  placementId: fc.constantFrom("home", "cart"),
  tacticId: fc.constantFrom("one", "two"),
  variantId: fc.constantFrom("v", "w"),
  arm: fc.constantFrom("exposed", "tactic-holdout", "global-holdout", "contextual"),
  propensity: fc.constant(0.5),
  device,
  channel: fc.constantFrom("web", "app", ""),
});

const personRow: fc.Arbitrary<Omit<PersonRow, "version">> = fc.record({ profileId, personId: profileId });

const batch: fc.Arbitrary<AnalyticsBatch> = fc
  .record({
    events: fc.array(eventRow, { minLength: 30, maxLength: 80 }),
    exposures: fc.array(exposureRow, { minLength: 4, maxLength: 15 }),
    people: fc.array(personRow, { maxLength: 3 }),
  })
  .map(({ events, exposures, people }) => {
    let next = 1;
    return {
      events: events.map((row) => ({ ...row, offset: next++ })),
      exposures: exposures.map((row) => ({ ...row, offset: next++ })),
      people: people.map((row) => ({ ...row, version: next++ })),
    };
  });

const tacticId = fc.constantFrom("", "one", "two");
const windowMs = fc.constantFrom(600_000, 6_000_000, 60_000_000);
const steps = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
const by = fc.subarray(["device", "segment", "channel", "day"]);

function side(name: string, aggregations: string[]) {
  return fc
    .record({
      Events: fc.oneof(fc.constant(["*"]), fc.subarray(names)),
      Aggregation: fc.constantFrom(...aggregations),
      Times: fc.integer({ min: 1, max: 2 }),
      Channels: fc.subarray(["web", "app"]),
      Devices: fc.subarray(["phone", ""]),
      Items: fc.subarray(["mug"]),
      Categories: fc.subarray(["kitchen"]),
      Property: fc.constantFrom("", "rating", "depth"),
    })
    .map((drawn) => Object.fromEntries(Object.entries(drawn).map(([key, value]) => [`${name}${key}`, value])));
}

const aggregations = ["any", "absent", "count", "days", "quantity", "amount", "seconds", "visits", "property"];

const metric = fc
  .tuple(
    fc.record({
      tacticId,
      windowMs,
      afterMs: fc.constantFrom(0, 600_000),
      capMicros: fc.option(fc.constant(1_500_000)),
      by,
    }),
    side("numerator", aggregations),
    side("denominator", ["", ...aggregations]),
  )
  .map(([common, numerator, denominator]) => ({ ...common, ...numerator, ...denominator }));

const questions: fc.Arbitrary<Record<MeasurementQueryName, Array<Record<string, Json>>>> = fc.record({
  funnel: fc.array(fc.record({ steps, by, fromDay: day, beforeDay: fc.constantFrom(2, 10) }), {
    minLength: 3,
    maxLength: 3,
  }),
  "metric-sums": fc.array(metric, { minLength: 5, maxLength: 5 }),
  "stages-by-arm": fc.array(fc.record({ tacticId, windowMs, steps, by }), { minLength: 2, maxLength: 2 }),
  consistency: fc.array(fc.record({ tacticId, windowMs, across: fc.constantFrom("channel", "device") }), {
    minLength: 2,
    maxLength: 2,
  }),
  "device-matrix": fc.array(fc.record({ tacticId, windowMs }), { minLength: 2, maxLength: 2 }),
});

describe("measurement queries in SQL against their twins in memory", () => {
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
        for (const [name, list] of Object.entries(asked)) {
          for (const parameters of list) {
            const expected = await reference.query(name, parameters);
            const actual = await stores.analytics.query(name, parameters);
            expect(actual.map(roundSums), `${name} ${JSON.stringify(parameters)}`).toEqual(expected.map(roundSums));
          }
        }
      }),
      { numRuns: Number(process.env.MEASUREMENT_RUNS ?? 2), endOnFailure: true },
    );
  }, 240_000);
});

/** Floating-point sums have no fixed order of addition: they agree in ten digits. */
function roundSums(row: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === "number" ? Number(value.toPrecision(10)) : value,
    ]),
  );
}
