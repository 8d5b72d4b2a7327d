import type { EventRow } from "@attune/engine/ports/analytics";
import type { Stores } from "@attune/engine/ports/stores";
import type { Condition, SequenceStep } from "@attune/model/condition";
import { type Calendar, createCalendar } from "@attune/rules/calendar";
import { parseCondition } from "@attune/rules/parse-condition";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleEventRow } from "../contract/sample-rows.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { openTemporary } from "./open-temporary.ts";

const hourMs = 3_600_000;
/** Two days after the clocks went forward; and five days after a Thursday that a Saturday followed. */
const moments: [timeZone: string, now: number][] = [
  ["Europe/Berlin", Date.parse("2026-03-31T10:30:00Z")],
  ["Pacific/Apia", Date.parse("2012-01-03T22:30:00Z")],
];

const names = ["Product Viewed", "Order Completed", "Odd 'n' \\ends"];
const people = Array.from({ length: 40 }, (_, n) => `p${n}`);

/** Histories of a fortnight and a few older events; two profiles in three are one person with another; one event in eight is of a bot. */
function randomRows(now: number, calendar: Calendar): EventRow[] {
  const [rows] = fc.sample(
    fc.array(
      fc.record({
        profileId: fc.constantFrom(...people),
        hoursAgo: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -3, max: 330 }) }, fc.integer({ max: 2_000 })),
        name: fc.constantFrom(...names),
        actor: fc.constantFrom(...Array.from({ length: 7 }, () => "person"), "bot"),
        items: fc.array(fc.tuple(fc.constantFrom("mug", "pan"), fc.constantFrom("", "tea")), { maxLength: 2 }),
        amountMicros: fc.integer({ min: 0, max: 9 }).map((units) => units * 10_000_000),
        moneyKind: fc.constantFrom("" as const, "order" as const, "refund" as const, "adjustment" as const),
      }),
      { minLength: 300, maxLength: 300 },
    ),
    { numRuns: 1, seed: 7 },
  );
  return rows!.map(({ items, hoursAgo, ...row }, index) => {
    const at = now - Math.max(-3, hoursAgo) * hourMs;
    return sampleEventRow(index + 1, {
      ...row,
      at,
      day: calendar.dayOf(at),
      itemIds: items.map(([item]) => item),
      itemCategories: items.map(([, category]) => category),
      itemQuantities: items.map(() => 1),
      itemPricesMicros: items.map(() => 0),
    });
  });
}

const name = fc.constantFrom(...names);
const bounds = fc.constantFrom({ atLeast: 1 }, { atLeast: 2 }, { atMost: 0 }, { atMost: 2 }, { atLeast: 1, atMost: 3 });
const window = fc.oneof(
  fc.record({ withinDays: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ withinHours: fc.integer({ min: 1, max: 300 }) }),
  fc.constant({}),
);
const step: fc.Arbitrary<SequenceStep> = fc
  .tuple(name, fc.constantFrom(0, 1, 1, 2), window)
  .map(([event, times, within]) =>
    times === 0 ? { event, atMost: 0, ...within } : { event, atLeast: times, ...within },
  );
const sequence = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 4 }), window)
  .map(([steps, within]): Condition => ({ sequence: steps, ...within }))
  .filter((condition) => parseCondition(condition, "when").ok);
const clause: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(name, bounds, window).map(([event, b, w]) => ({ event, ...b, ...w })),
  fc.tuple(name, bounds).map(([daysSince, b]) => ({ daysSince, ...b })),
  fc.tuple(name, bounds).map(([hoursSince, b]) => ({ hoursSince, ...b })),
  fc
    .tuple(fc.constantFrom("view" as const, "any" as const), bounds, window, fc.boolean())
    .map(([touched, b, w, same]) => ({ touched, ...b, ...w, ...(same ? { sameItem: true as const } : {}) })),
  fc.tuple(bounds, window).map(([b, w]) => ({ touched: "any" as const, category: "tea", item: ["mug"], ...b, ...w })),
  fc
    .tuple(fc.constantFrom("gross" as const, "refunds" as const, "revenue" as const), fc.integer({ min: 1, max: 40 }))
    .map(([sum, withinDays]) => ({ sum, atLeast: 30, ...(withinDays > 20 ? {} : { withinDays }) })),
  { weight: 3, arbitrary: sequence },
  fc.constantFrom<Condition>({ segment: "buyers" }, { weekday: ["tue", "wed"] }, { time: "12:00-13:00" }),
);
const condition = fc.oneof(
  clause,
  clause.map((part): Condition => ({ not: part })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((all): Condition => ({ all })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((any): Condition => ({ any })),
);

describe.each(moments)(
  "people are counted in chDB as the language's own evaluator counts them, in %s at %d",
  (timeZone, now) => {
    const calendar = createCalendar(timeZone);
    const memory = createMemoryAnalytics();
    let stores: Stores;
    beforeAll(async () => {
      stores = openTemporary();
      const rows = randomRows(now, calendar);
      const merges = people.slice(0, 20).map((profileId, n) => ({ profileId, personId: `p${n + 10}`, version: 1 }));
      for (const analytics of [memory, stores.analytics])
        await analytics.insert({ events: rows, exposures: [], people: merges.slice(0, 10) }, "1-300");
    });
    afterAll(() => stores.close());

    const conditions = new Map<string, Condition>([["buyers", { event: "Order Completed", atLeast: 2 }]]);

    it("on random histories and random conditions", async () => {
      await fc.assert(
        fc.asyncProperty(condition, async (asked) => {
          const question = { condition: asked, conditions, at: now, calendar };
          expect(await stores.analytics.countPeople(question)).toEqual(await memory.countPeople(question));
        }),
        { numRuns: 15 },
      );
    }, 60_000);

    it.each<Condition>([
      { trait: "plan", is: "gold" },
      { all: [{ event: "Product Viewed" }, { not: { visitor: "new" } }] },
      { touched: "view", brand: "x" },
      { touched: "view", priceAtLeast: 3 },
      { segment: "buyers", forDays: 2 },
      { bucket: "half", below: 0.5 },
      { sequence: [{ touched: "view" }, { touched: "cart" }] },
      { segment: "never declared" },
    ])("says of %j that analytics cannot answer it", async (asked) => {
      const question = { condition: asked, conditions, at: now, calendar };
      for (const analytics of [memory, stores.analytics])
        expect(await analytics.countPeople(question)).toMatchObject({ undetermined: { code: "not-in-analytics" } });
    });
  },
);
