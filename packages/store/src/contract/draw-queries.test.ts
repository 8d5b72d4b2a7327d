import type { Analytics, AnalyticsBatch, AssignmentRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
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

function draw(offset: number, profileId: string, at: number, change: Partial<AssignmentRow> = {}): AssignmentRow {
  return {
    offset,
    profileId,
    at,
    day: 0,
    device: "phone",
    experimentId: "x",
    variantId: "a",
    propensity: 0.5,
    drawnAt: at,
    context: "",
    probabilities: [0.5, 0.5],
    ...change,
  };
}

function question(change: Record<string, Json> = {}): Record<string, Json> {
  return {
    experimentId: "x",
    afterMs: 0,
    windowMs: 100,
    nowMs: 1_000,
    capMicros: null,
    numeratorEvents: ["Order Completed"],
    numeratorAggregation: "amount",
    numeratorTimes: 1,
    numeratorChannels: [],
    numeratorDevices: [],
    numeratorItems: [],
    numeratorCategories: [],
    numeratorProperty: "",
    ...change,
  };
}

/** Ada draws twice, and keeps the first draw once; Bob draws too late for his window to have ended. */
const life: AnalyticsBatch = {
  events: [
    sampleOrderRow(1, "ada", 5_000_000, { at: 99 }),
    sampleOrderRow(2, "ada-phone", 6_000_000, { at: 100, orderId: "one" }),
    sampleEventRow(3, {
      profileId: "ada",
      at: 150,
      name: "Order Refunded",
      moneyKind: "refund",
      amountMicros: 2_000_000,
      orderId: "one",
    }),
    sampleOrderRow(4, "ada", 7_000_000, { at: 200 }),
    sampleOrderRow(5, "bob", 9_000_000, { at: 960 }),
    sampleOrderRow(6, "cy", 9_000_000, { at: 120 }),
  ],
  exposures: [],
  people: [{ profileId: "ada-phone", personId: "ada", version: 1 }],
  assignments: [
    draw(11, "ada", 100),
    draw(12, "ada", 150, { drawnAt: 100 }),
    draw(13, "ada-phone", 200, { variantId: "b", context: "device=phone", probabilities: [0.25, 0.75] }),
    draw(14, "bob", 950),
    draw(15, "cy", 110, { experimentId: "y" }),
    draw(16, "dan", 110, { drawnAt: 0, probabilities: [] }),
    draw(17, "eve", 110),
  ],
};

describe.each([
  ["embedded", () => embedded],
  ["memory", createMemoryAnalytics],
] as const)("a bandit's draws, %s", (_name, open) => {
  it("are rewarded with what came in their own window, by the person whose profiles were joined, net of refunds of it", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    expect(await analytics.query("draw-sums", question())).toEqual([
      { variantId: "a", context: "", day: 0, draws: "2", reward: 4, rewardSquares: 16 },
      { variantId: "b", context: "device=phone", day: 0, draws: "1", reward: 7, rewardSquares: 49 },
    ]);
    expect(await analytics.query("draw-log", { ...question(), limit: 2 })).toEqual([
      { at: "100", variantId: "a", probabilities: [0.5, 0.5], reward: 4 },
      { at: "110", variantId: "a", probabilities: [0.5, 0.5], reward: 0 },
    ]);
  });

  it("go with the profile that is removed", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    await analytics.removeProfiles(["ada", "eve"]);
    const rows = await analytics.query("draw-sums", question());
    expect(rows).toEqual([
      { variantId: "b", context: "device=phone", day: 0, draws: "1", reward: 0, rewardSquares: 0 },
    ]);
  });

  it("tell who is in an experiment, by the first variant, and who was given two", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    expect(await analytics.query("experiment-arms", { experimentId: "x", windowMs: 100, nowMs: 1_000 })).toEqual([
      { variantId: "a", people: "4", crossovers: "1", windowsComplete: "3" },
    ]);
  });

  it("give the variants of an experiment as arms, by the first opportunity", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    const denominator = Object.fromEntries(
      Object.entries(question())
        .filter(([name]) => name.startsWith("numerator"))
        .map(([name, value]) => [name.replace("numerator", "denominator"), value]),
    );
    const { experimentId: _, nowMs: __, ...metric } = question();
    const asked = { ...metric, ...denominator, denominatorAggregation: "", tacticId: "experiment/x", by: [] };
    const rows = await analytics.query("metric-sums", asked);
    expect(rows.map(({ arm, people, numerator }) => ({ arm, people, numerator }))).toEqual([
      { arm: "a", people: "4", numerator: 13 },
    ]);
  });
});

const small = fc.integer({ min: 0, max: 12 }).map((step) => step * 50);
const who = fc.constantFrom("ada", "bob", "cy");
const anyDraw = fc.record({
  who,
  at: small,
  variantId: fc.constantFrom("a", "b"),
  context: fc.constantFrom("", "k=1"),
});
const anyEvent = fc.record({
  who,
  at: small,
  moneyKind: fc.constantFrom("" as const, "order" as const, "refund" as const),
  orderId: fc.constantFrom("", "one", "two"),
  amountMicros: fc.integer({ min: 0, max: 9 }).map((units) => units * 1_000_000),
});
const aggregation = fc.constantFrom("any", "absent", "count", "days", "amount");

it("the SQL and its twin agree on random lives", async () => {
  const property = fc.asyncProperty(
    fc.array(anyDraw, { maxLength: 12 }),
    fc.array(anyEvent, { maxLength: 20 }),
    aggregation,
    fc.constantFrom(100, 300),
    async (draws, events, numeratorAggregation, windowMs) => {
      const batch: AnalyticsBatch = {
        events: events.map(({ who: profileId, moneyKind, ...row }, i) =>
          sampleEventRow(i + 1, {
            profileId,
            moneyKind,
            name: moneyKind === "refund" ? "Refund" : "Order Completed",
            ...row,
          }),
        ),
        exposures: [],
        people: [{ profileId: "cy", personId: "bob", version: 99 }],
        assignments: draws.map(({ who: profileId, at, ...row }, i) => draw(i + 50, profileId, at, row)),
      };
      const memory = createMemoryAnalytics();
      await embedded.clear();
      for (const analytics of [embedded, memory]) await analytics.insert(batch, `random-${Math.random()}`);
      const asked = question({ numeratorAggregation, windowMs, nowMs: 500 });
      for (const [name, parameters] of [
        ["draw-sums", asked],
        ["draw-log", { ...asked, limit: 100 }],
        ["experiment-arms", { experimentId: "x", windowMs, nowMs: 500 }],
      ] as const)
        expect(await embedded.query(name, parameters)).toEqual(await memory.query(name, parameters));
    },
  );
  await fc.assert(property, { numRuns: 6 });
});
