import type { Analytics, AnalyticsBatch, EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { sampleEventRow, sampleExposureRow, sampleOrderRow } from "./sample-rows.ts";

let embedded: Analytics;
beforeAll(() => {
  const stores = openTemporary();
  embedded = { ...stores.analytics, close: () => stores.close() };
});
afterAll(() => embedded.close());

const refund = (offset: number, profileId: string, amountMicros: number, change: Partial<EventRow>) =>
  sampleEventRow(offset, { profileId, name: "Order Refunded", moneyKind: "refund", amountMicros, ...change });

/** Ada orders twice on one day and once later, on two profiles that became one; Bob is held out; Eve only gets money back. */
const life: AnalyticsBatch = {
  events: [
    sampleOrderRow(1, "ada-phone", 5_000_000, { at: 100, day: 1, channel: "app" }),
    sampleOrderRow(2, "ada", 6_000_000, { at: 150, day: 1 }),
    refund(3, "ada", 2_000_000, { at: 180, day: 2 }),
    sampleOrderRow(4, "ada", 7_000_000, { at: 300, day: 3, identified: 1 }),
    sampleOrderRow(5, "bob", 1_000_000, { at: 120, day: 1 }),
    refund(6, "eve", 1_000_000, { at: 50, day: 0 }),
    sampleOrderRow(7, "crawler", 9_000_000, { at: 10, day: 0, actor: "bot" }),
  ],
  exposures: [
    sampleExposureRow(11, { profileId: "ada-phone", at: 90, day: 1, tacticId: "strip", arm: "tactic-holdout" }),
    sampleExposureRow(12, { profileId: "ada", at: 95, day: 1, tacticId: "strip", arm: "global-holdout" }),
    sampleExposureRow(13, { profileId: "bob", at: 95, day: 2, tacticId: "strip", arm: "global-holdout" }),
    sampleExposureRow(14, { profileId: "ada", at: 80, day: 0, tacticId: "other", arm: "exposed" }),
  ],
  people: [{ profileId: "ada-phone", personId: "ada", version: 1 }],
};

describe.each([
  ["embedded", () => embedded],
  ["memory", createMemoryAnalytics],
] as const)("purchase-histories, %s", (_name, open) => {
  it("gives each buyer's days with money, the channel of the first order and the arm of the first opportunity", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    const ada = { personId: "ada", identified: 1, channel: "app", arm: "treated", armDay: 0 };
    const bob = {
      personId: "bob",
      identified: 0,
      channel: "web",
      arm: "global-holdout",
      armDay: 2,
      days: [[1, "1000000", "0"]],
    };
    expect(await analytics.query("purchase-histories", { untilDay: null, tacticId: "", limit: 10 })).toEqual([
      {
        ...ada,
        days: [
          [1, "11000000", "0"],
          [2, "0", "2000000"],
          [3, "7000000", "0"],
        ],
      },
      bob,
    ]);
    expect(await analytics.query("purchase-histories", { untilDay: 2, tacticId: "", limit: 10 })).toEqual([
      { ...ada, days: [[1, "11000000", "0"]] },
      bob,
    ]);
    expect(await analytics.query("purchase-histories", { untilDay: 2, tacticId: "strip", limit: 10 })).toEqual([
      { ...ada, arm: "tactic-holdout", armDay: 1, days: [[1, "11000000", "0"]] },
      { ...bob, arm: "", armDay: null },
    ]);
  });
});

const profileId = fc.constantFrom("a", "b", "c", "d");
const at = fc.integer({ min: 0, max: 30 });
const event: fc.Arbitrary<Partial<EventRow>> = fc.record({
  profileId,
  at,
  day: fc.integer({ min: 0, max: 4 }),
  actor: fc.constantFrom("person", "person", "bot"),
  channel: fc.constantFrom("web", "app"),
  identified: fc.constantFrom(0 as const, 1 as const),
  moneyKind: fc.constantFrom("" as const, "order" as const, "refund" as const, "adjustment" as const),
  amountMicros: fc.integer({ min: 0, max: 50_000_000 }),
});
const exposure: fc.Arbitrary<Partial<ExposureRow>> = fc.record({
  profileId,
  at,
  day: fc.integer({ min: 0, max: 4 }),
  tacticId: fc.constantFrom("strip", "other"),
  arm: fc.constantFrom("exposed", "tactic-holdout", "global-holdout", "unknown"),
});

it("purchase-histories in SQL answers as its twin in memory on random data", async () => {
  const drawn = fc.tuple(
    fc.array(event, { minLength: 10, maxLength: 40 }),
    fc.array(exposure, { maxLength: 10 }),
    fc.array(fc.record({ profileId, personId: profileId }), { maxLength: 3 }),
  );
  const asked = fc.record({
    untilDay: fc.constantFrom(null, 0, 2),
    tacticId: fc.constantFrom("", "strip"),
    limit: fc.constantFrom(1, 100),
  });
  await fc.assert(
    fc.asyncProperty(drawn, asked, async ([events, exposures, people], parameters) => {
      let next = 1;
      const batch = {
        events: events.map((row) => sampleEventRow(next++, row)),
        exposures: exposures.map((row) => sampleExposureRow(next++, row)),
        people: people.map((row) => ({ ...row, version: next++ })),
      };
      const memory = createMemoryAnalytics();
      await embedded.clear();
      await memory.insert(batch, "all");
      await embedded.insert(batch, "all");
      const expected = await memory.query("purchase-histories", parameters);
      expect(await embedded.query("purchase-histories", parameters)).toEqual(expected);
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 60_000);
