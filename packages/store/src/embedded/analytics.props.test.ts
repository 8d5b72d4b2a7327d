import type { AnalyticsBatch, EventRow, ExposureRow, PersonRow } from "@attune/engine/ports/analytics";
import type { Stores } from "@attune/engine/ports/stores";
import type { Json } from "@attune/model/json";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import type { BusinessQueryName } from "../sql/named-queries.ts";
import { openTemporary } from "./open-temporary.ts";

/** Few of everything, so that people, items, times and ties meet often. */
const profileId = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
const at = fc.integer({ min: 0, max: 30 });
const day = fc.integer({ min: 0, max: 5 });
/** Moderate: sums of floats whose great terms cancel out agree in no fixed number of digits. The suite has the greatest amounts. */
const amountMicros = fc.integer({ min: -5_000_000, max: 50_000_000 });

const items = fc.array(fc.tuple(fc.constantFrom("mug", "pan", "🍵", "Ä", "a"), fc.constantFrom("", "kitchen", "tea")), {
  maxLength: 4,
});

const eventRow: fc.Arbitrary<Omit<EventRow, "offset">> = fc
  .record({
    profileId,
    at,
    day,
    receivedAt: at,
    name: fc.constantFrom("Product Viewed", "Product Added", "Order Completed", "Stock Adjusted", "Odd 'n' \\ends"),
    actor: fc.constantFrom("person", "person", "person", "bot", "internal"),
    identified: fc.constantFrom(0 as const, 1 as const),
    moneyKind: fc.constantFrom("" as const, "" as const, "order" as const, "refund" as const, "adjustment" as const),
    amountMicros,
    orderId: fc.constantFrom("", "one", "two", "three"),
    items,
  })
  .map(({ items: lines, ...row }) => ({
    ...row,
    type: "track",
    source: "http",
    channel: "web",
    device: "",
    itemIds: lines.map(([itemId]) => itemId),
    itemCategories: lines.map(([, category]) => category),
    itemQuantities: lines.map(() => 1),
    itemPricesMicros: lines.map(() => 1),
    propertyNames: [],
    propertyValues: [],
  }));

const exposureRow: fc.Arbitrary<Omit<ExposureRow, "offset">> = fc.record({
  profileId,
  at,
  day,
  decisionId: fc.constant("d"),
  placementId: fc.constant("home"),
  tacticId: fc.constantFrom("one", "two"),
  variantId: fc.constant("v"),
  arm: fc.constantFrom("exposed", "tactic-holdout", "global-holdout", "contextual"),
  propensity: fc.constantFrom(0.1, 0.5, 0.9),
  device: fc.constant("phone"),
  channel: fc.constant("web"),
});

const personRow: fc.Arbitrary<Omit<PersonRow, "version">> = fc.record({ profileId, personId: profileId });

/** Offsets are consecutive over all rows, as in the log; the batches come in any order. */
const batches: fc.Arbitrary<AnalyticsBatch[]> = fc
  .array(
    fc.record({
      events: fc.array(eventRow, { minLength: 20, maxLength: 60 }),
      exposures: fc.array(exposureRow, { minLength: 4, maxLength: 15 }),
      people: fc.array(personRow, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((drawn) => {
    let next = 1;
    return drawn.map(({ events, exposures, people }) => ({
      events: events.map((row) => ({ ...row, offset: next++ })),
      exposures: exposures.map((row) => ({ ...row, offset: next++ })),
      people: people.map((row) => ({ ...row, version: next++ })),
    }));
  })
  .chain((ordered) => fc.shuffledSubarray(ordered, { minLength: ordered.length }));

const questions: fc.Arbitrary<Record<BusinessQueryName, Record<string, Json>>> = fc.record({
  totals: fc.record({ fromDay: fc.option(day), toDay: fc.option(day) }),
  "tactic-outcomes": fc.record({
    tacticId: fc.constantFrom("one", "two"),
    windowMs: fc.constantFrom(0, 1, 5, 12, 100),
    nowMs: at,
  }),
  "every-tactic-outcomes": fc.record({
    tacticIds: fc.constantFrom(["one"], ["two", "one"], ["nobody-saw-it", "two"]),
    windowsMs: fc.constant(["5", "12"]),
    nowMs: at,
  }),
  "holdout-outcomes": fc.record({ windowMs: fc.constantFrom(1, 5, 12, 100), nowMs: at }),
  "item-popularity": fc.record({ sinceMs: at, untilMs: at, limit: fc.constantFrom(1, 3, 100) }),
  "event-counts": fc.record({ fromMs: at, toMs: at }),
  daily: fc.record({ fromDay: day, toDay: day }),
});

describe("embedded analytics against the reference in memory", () => {
  let stores: Stores;
  beforeAll(() => {
    stores = openTemporary();
  });
  afterAll(() => stores.close());

  it("answers every named query alike, before and after profiles are removed", async () => {
    await fc.assert(
      fc.asyncProperty(batches, questions, fc.subarray(["a", "b", "c"]), async (drawn, asked, removed) => {
        const reference = createMemoryAnalytics();
        await stores.analytics.clear();
        for (const [index, batch] of drawn.entries()) {
          await reference.insert(batch, `${index}`);
          await stores.analytics.insert(batch, `${index}`);
        }
        const compare = async () => {
          for (const [name, parameters] of Object.entries(asked)) {
            const expected = await reference.query(name, parameters);
            expectAlike(await stores.analytics.query(name, parameters), expected, name);
          }
        };
        await compare();
        await reference.removeProfiles(removed);
        await stores.analytics.removeProfiles(removed);
        await compare();
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 120_000);
});

/** Everything is exact but the floating-point sums, whose order of addition is not fixed: they agree in ten digits. */
function expectAlike(actual: Array<Record<string, Json>>, expected: Array<Record<string, Json>>, name: string): void {
  expect(actual.map(roundSums), name).toEqual(expected.map(roundSums));
}

function roundSums(row: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === "number" ? Number(value.toPrecision(10)) : value,
    ]),
  );
}
