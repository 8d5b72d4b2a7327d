import type { Analytics, EventRow } from "@attune/engine/ports/analytics";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { sampleEventRow } from "./sample-rows.ts";

let embedded: Analytics;
beforeAll(() => {
  const stores = openTemporary();
  embedded = { ...stores.analytics, close: () => stores.close() };
});
afterAll(() => embedded.close());

const timed = (offset: number, change: Partial<EventRow>): EventRow =>
  sampleEventRow(offset, { name: "Page Timed", device: "phone", at: 1_000, ...change });

async function put(analytics: Analytics, events: EventRow[]): Promise<void> {
  await analytics.clear();
  await analytics.insert({ events, exposures: [], people: [] }, "all");
}

describe.each([
  ["embedded", () => embedded],
  ["memory", createMemoryAnalytics],
] as const)("what real people's pages took, %s", (_name, open) => {
  it("is told by device and measurement; of ten values the median is the sixth, of one all are that one", async () => {
    const analytics = open();
    const pages = [9, 1, 3, 2, 8, 5, 4, 7, 6, 10].map((lcp, place) =>
      timed(place + 1, { propertyNames: ["lcp_ms"], propertyValues: [100 * lcp] }),
    );
    const others = [
      timed(11, { device: "desktop", propertyNames: ["decide_ms", "lcp_ms"], propertyValues: [12.5, 700] }),
      timed(12, { actor: "bot", propertyNames: ["lcp_ms"], propertyValues: [1] }),
      timed(13, { at: 99_000, propertyNames: ["lcp_ms"], propertyValues: [1] }),
      timed(14, { name: "Product Viewed", propertyNames: ["lcp_ms"], propertyValues: [1] }),
    ];
    await put(analytics, [...pages, ...others]);
    expect(await analytics.query("page-timings", { fromMs: 0, toMs: 50_000 })).toEqual([
      { device: "desktop", measured: "decide_ms", pages: "1", p50: 12.5, p70: 12.5, p75: 12.5, p80: 12.5, p95: 12.5 },
      { device: "desktop", measured: "lcp_ms", pages: "1", p50: 700, p70: 700, p75: 700, p80: 700, p95: 700 },
      { device: "phone", measured: "lcp_ms", pages: "10", p50: 600, p70: 800, p75: 800, p80: 900, p95: 1000 },
    ]);
  });
});

it("both stores answer the same of random pages", async () => {
  const memory = createMemoryAnalytics();
  const page = fc.record({
    device: fc.constantFrom("phone", "desktop", ""),
    at: fc.integer({ min: 0, max: 100 }),
    propertyValues: fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 60 }), async (pages) => {
      const events = pages.map((one, place) =>
        timed(place + 1, {
          ...one,
          propertyNames: ["decide_ms", "lcp_ms", "slot_ms"].slice(0, one.propertyValues.length),
        }),
      );
      for (const analytics of [embedded, memory]) await put(analytics, events);
      const question = { fromMs: 10, toMs: 90 };
      expect(await embedded.query("page-timings", question)).toEqual(await memory.query("page-timings", question));
    }),
    { numRuns: 4 },
  );
});
