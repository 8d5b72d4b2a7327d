import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createClusterAnalytics } from "@attune/store/cluster/analytics";
import { type ClickHouseUnderTest, startClickHouse } from "@attune/store/cluster/testing/start-clickhouse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

/** Before ClickHouse: lets through, answers 503, or carries out and then breaks the connection off. */
let way: "through" | "away" | "cut" = "through";
let clickhouse: ClickHouseUnderTest;
let proxy: Server;
let app: MemoryApp;
let nowMs = testNow;

beforeAll(async () => {
  // On a server that others use, this test would empty nothing and count their rows: it always takes its own.
  clickhouse = await startClickHouse("");
  const { port } = new URL(clickhouse.settings.urls[0]!);
  proxy = createServer((request, response) => {
    if (way === "away") {
      request.resume().on("end", () => response.writeHead(503).end("<html>No backend</html>"));
      return;
    }
    const { method, url, headers } = request;
    const onward = forward({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      if (way === "cut") answer.resume().on("end", () => response.destroy());
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  app = await openMemoryApp({
    clock: () => nowMs,
    change: (stores) => ({ ...stores, analytics: createClusterAnalytics({ ...clickhouse.settings, urls: [url] }) }),
  });
});
afterAll(async () => {
  await app.close();
  proxy.closeAllConnections();
  proxy.close();
  await clickhouse.close();
});

let sent = 0;
async function send(count: number): Promise<void> {
  const batch = Array.from({ length: count }, () => ({
    type: "track",
    event: "Product Viewed",
    anonymousId: `visitor-${sent % 7}`,
    messageId: `m-${sent++}`,
    timestamp: new Date(nowMs).toISOString(),
    properties: { product_id: "p1" },
  }));
  const answer = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(secretKey),
    payload: { batch },
  });
  expect(answer.statusCode).toBe(200);
}

const counted = () => app.engine.stores.analytics.query("event-counts", { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
/** A question that does not wait for the projector first, as reports do. */
const question = () =>
  app.server.inject({
    method: "POST",
    url: "/v1/query",
    headers: basic(secretKey),
    payload: { sql: "SELECT count() AS n FROM events" },
  });

/** The projector has met the trouble: it tells so. */
async function untilTroubled(): Promise<string> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const { trouble } = await app.engine.projector();
    if (trouble !== null) return trouble;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the projector was never troubled");
}

describe("while ClickHouse is away", () => {
  it("events are taken, decisions are made, reports say why they are not; afterwards every event counts once", async () => {
    await send(20);
    await app.engine.settled(20_000);
    expect(await counted()).toEqual([{ name: "Product Viewed", count: "20" }]);

    way = "away";
    await send(10);
    expect(await untilTroubled()).toMatch(/^ClickHouse at .* does not answer: <html>No backend/);
    // Its clock is the engine's: an hour passes.
    nowMs += 3_600_000;
    await send(15);
    const decision = await app.server.inject({
      method: "POST",
      url: "/v1/decide",
      headers: basic(secretKey),
      payload: { anonymousId: "visitor-1", placements: ["hero"] },
    });
    expect(decision.statusCode).toBe(200);
    const refused = await question();
    expect([refused.statusCode, refused.json().error.code]).toEqual([503, "analytics-unavailable"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    // A report waits for the projector, and is told as soon as it is plain that this may last: well before its patience of 20 s ends.
    const report = await app.server.inject({ method: "GET", url: "/v1/measure/totals", headers: basic(secretKey) });
    expect([report.statusCode, report.json().error.message]).toEqual([503, expect.stringMatching(/does not answer/)]);
    const ready = await app.server.inject({ method: "GET", url: "/health/ready" });
    expect(ready.statusCode).toBe(200);
    expect(JSON.stringify(ready.json())).toContain("does not answer");

    way = "through";
    await app.engine.settled(20_000);
    expect(await counted()).toContainEqual({ name: "Product Viewed", count: "45" });
    expect((await question()).json()).toMatchObject({ rows: [{ n: "45" }] });
  });

  it("an answer that is lost after the rows were written doubles nothing", async () => {
    const [before] = await counted();
    way = "cut";
    await send(10);
    await untilTroubled();
    way = "through";
    await app.engine.settled(20_000);
    const after = (await counted()).find(({ name }) => name === "Product Viewed");
    expect(Number(after?.count) - Number(before?.count)).toBe(10);
  });
});
