import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeAll(async () => {
  app = await openMemoryApp();
  const at = new Date(testNow - 3_600_000).toISOString();
  const phone = { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148" };
  const timed = Array.from({ length: 200 }, (_, place) => ({
    type: "track",
    event: "Page Timed",
    anonymousId: `a${place}`,
    timestamp: at,
    context: phone,
    properties: { path: "/", lcp_ms: 10 * (place + 1), slot_ms: place + 1 },
  }));
  const visits = Array.from({ length: 120 }, (_, place) => [
    {
      type: "track",
      event: "Product Viewed",
      anonymousId: `a${place}`,
      timestamp: at,
      context: phone,
      properties: { product_id: "p" },
    },
    {
      type: "track",
      event: "Product Added",
      anonymousId: `a${place}`,
      timestamp: at,
      context: phone,
      properties: { product_id: "p" },
    },
    {
      type: "track",
      event: "Checkout Started",
      anonymousId: `a${place}`,
      timestamp: at,
      context: phone,
      properties: {},
    },
    {
      type: "track",
      event: "Order Completed",
      anonymousId: `a${place}`,
      timestamp: at,
      context: phone,
      properties: { order_id: `o${place}`, total: 20, currency: "EUR" },
    },
  ]).flat();
  for (const batch of [timed, visits]) expect((await ask("POST", "/v1/batch", { batch })).statusCode).toBe(200);
});
afterAll(() => app.close());

const ask = (method: "GET" | "POST", url: string, payload?: object) =>
  app.server.inject({ method, url, headers: basic(secretKey), ...(payload === undefined ? {} : { payload }) });

test("timings of real people are told by device and measurement", async () => {
  const { timings } = (await ask("GET", "/v1/measure/page-timings?days=7")).json();
  expect(timings).toEqual([
    { device: "phone", measured: "lcp_ms", pages: 200, p50: 1010, p75: 1510, p95: 1910, around75: [1410, 1610] },
    { device: "phone", measured: "slot_ms", pages: 200, p50: 101, p75: 151, p95: 191, around75: [141, 161] },
  ]);
});

test("readiness rests on them", async () => {
  const { answers } = (await ask("GET", "/v1/readiness")).json();
  const { answer, evidence } = answers.find(({ question }: { question: string }) => question === "latency");
  expect(answer).toBe("yes");
  expect(evidence).toEqual([
    "in real browsers (phone, 200 pages) three quarters of the slots were filled within 151 ms",
  ]);
});

test("a scenario that is drafted from the store has the speed of its pages as a driver, with its source", async () => {
  const { yaml } = (await ask("POST", "/v1/forecast/scenario-drafts", { source: "store", by: "device" })).json();
  const { drivers, baseline } = parse(yaml);
  expect(drivers.pageSeconds).toMatchObject({ value: 1.51, low: 1.41, high: 1.61 });
  expect(drivers.pageSeconds.source).toContain("200 pages on phone");
  const [move] = drivers.pageSeconds.moves;
  expect(Object.keys(baseline.funnels[0].stages)).toContain(move.target.replace("stages.", ""));
});
