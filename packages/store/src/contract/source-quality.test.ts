import type { Analytics, EventRow } from "@attune/engine/ports/analytics";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { sampleEventRow, sampleOrderRow } from "./sample-rows.ts";

let embedded: Analytics;
beforeAll(() => {
  const stores = openTemporary();
  embedded = { ...stores.analytics, close: () => stores.close() };
});
afterAll(() => embedded.close());

const hourMs = 3_600_000;

/** Two sources: the shop's browser, and a till whose orders lack what they should have. */
const rows: EventRow[] = [
  sampleEventRow(1, { profileId: "ada", itemIds: ["mug"], identified: 1 }),
  sampleEventRow(2, { profileId: "ada", itemIds: ["mug"] }),
  sampleEventRow(3, { profileId: "ada-phone", device: "" }),
  sampleEventRow(4, { profileId: "bot", actor: "bot" }),
  sampleOrderRow(5, "bob", 0, { source: "import:till", channel: "store", at: 0, receivedAt: hourMs + 1 }),
  sampleOrderRow(6, "bob", 7, { source: "import:till", channel: "store", at: 0, receivedAt: hourMs, orderId: "one" }),
  sampleOrderRow(7, "cy", 7, {
    source: "import:till",
    channel: "store",
    at: 1,
    receivedAt: 25 * hourMs,
    orderId: "one",
  }),
];

describe.each([
  ["embedded", () => embedded],
  ["memory", createMemoryAnalytics],
] as const)("what each source sends, %s", (_name, open) => {
  it("is counted as worked out by hand: what lacks, what came late, what came twice", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(
      { events: rows, exposures: [], people: [{ profileId: "ada-phone", personId: "ada", version: 9 }] },
      "all",
    );
    const answer = await analytics.query("source-quality", { fromMs: 0, toMs: 26 * hourMs });
    expect(answer.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== "0")))).toEqual([
      {
        source: "http",
        events: "3",
        people: "1",
        identifiedEvents: "1",
        firstReceivedAt: "1000",
        lastReceivedAt: "1000",
        lastOffset: "3",
        receivedDays: "1",
        itemEvents: "3",
        itemEventsWithoutItem: "1",
        visitEvents: "3",
        visitEventsWithoutDevice: "1",
        repeatedEvents: "1",
      },
      {
        source: "import:till",
        events: "3",
        people: "2",
        firstReceivedAt: `${hourMs}`,
        lastReceivedAt: `${25 * hourMs}`,
        lastOffset: "7",
        receivedDays: "2",
        lateEvents: "2",
        orders: "3",
        ordersWithoutId: "1",
        ordersWithoutItems: "3",
        ordersWithoutAmount: "1",
        repeatedOrders: "1",
      },
    ]);
    expect(await analytics.query("source-quality", { fromMs: 26 * hourMs, toMs: 27 * hourMs })).toEqual([]);
    // Bob's two orders came within a millisecond of each other: one of them lies before the end, the other after it.
    const [before] = await analytics.query("source-quality", { fromMs: hourMs, toMs: hourMs + 1 });
    const [after] = await analytics.query("source-quality", { fromMs: hourMs + 1, toMs: 25 * hourMs });
    expect([before?.events, before?.ordersWithoutId, before?.lastOffset]).toEqual(["1", "0", "6"]);
    expect([after?.events, after?.ordersWithoutId, after?.lastOffset]).toEqual(["1", "1", "5"]);
  });
});

it("the SQL and its twin agree on random rows", async () => {
  const anyRow = fc.record({
    profileId: fc.constantFrom("ada", "bob", "cy", "dan", "eve", "fay"),
    source: fc.constantFrom("http", "shop", "Ä"),
    actor: fc.constantFrom("person", "person", "bot"),
    name: fc.constantFrom("Product Viewed", "Product Added", "Order Completed"),
    at: fc.integer({ min: 0, max: 3 }).map((step) => step * 30 * hourMs),
    receivedAt: fc.integer({ min: 0, max: 3 }).map((step) => step * 31 * hourMs),
    identified: fc.constantFrom(0 as const, 1 as const),
    moneyKind: fc.constantFrom("" as const, "order" as const, "refund" as const),
    orderId: fc.constantFrom("", "one", "two"),
    amountMicros: fc.constantFrom(0, 5),
    itemIds: fc.array(fc.constant("mug"), { maxLength: 1 }),
    channel: fc.constantFrom("web", "store"),
    device: fc.constantFrom("", "phone"),
  });
  const property = fc.asyncProperty(fc.array(anyRow, { maxLength: 40, size: "max" }), async (drawn) => {
    const memory = createMemoryAnalytics();
    await embedded.clear();
    const events = drawn.map((row, i) => sampleEventRow(i + 1, { ...row, day: Math.floor(row.at / (24 * hourMs)) }));
    const people = [{ profileId: "cy", personId: "bob", version: 99 }];
    for (const analytics of [embedded, memory]) await analytics.insert({ events, exposures: [], people }, "all");
    // Both ends lie in days of which some was received before, and some after.
    const asked = { fromMs: 31 * hourMs, toMs: 93 * hourMs };
    expect(await embedded.query("source-quality", asked)).toEqual(await memory.query("source-quality", asked));
  });
  await fc.assert(property, { numRuns: 6 });
});
