import type { SourceAudit } from "@attune/model/source-audit";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
afterEach(() => app.close());

async function audit(): Promise<SourceAudit> {
  const answer = await app.server.inject({ url: "/v1/collect/audit", headers: basic(secretKey) });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

it("an empty instance has no source, and that is no error", async () => {
  app = await openMemoryApp();
  expect(await audit()).toMatchObject({ sources: [], gaps: [] });
});

it("judges what came in over HTTP, with what was set aside, who is reachable and who chose", async () => {
  app = await openMemoryApp();
  const timestamp = new Date(testNow).toISOString();
  const view = (anonymousId: string, more = {}) => ({
    type: "track",
    event: "Product Viewed",
    anonymousId,
    timestamp,
    properties: { product_id: anonymousId },
    ...more,
  });
  const batch = [
    view("a", { context: { consent: { categoryPreferences: { analytics: true } } } }),
    view("b"),
    view("c"),
    { type: "identify", anonymousId: "d", timestamp, traits: { email: "dee@example.com" } },
    { type: "track", event: "Order Completed", anonymousId: "a", timestamp, properties: { revenue: "lots" } },
  ];
  const sent = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(writeKey),
    payload: { batch },
  });
  expect(sent.statusCode).toBe(200);
  const { sources, gaps } = await audit();
  expect(sources).toHaveLength(1);
  expect(sources[0]).toMatchObject({ source: "http", events: 4, people: 4, freshness: { state: "unknown" } });
  const scores = Object.fromEntries(sources[0]!.scores.map(({ dimension, score }) => [dimension, score]));
  expect(scores).toMatchObject({ timeliness: 1, identifiers: 0.25, duplicates: 1, schema: 0.8, consent: 0.25 });
  expect(gaps.map(({ dimension }) => dimension)).toEqual(["identifiers", "consent", "schema"]);
});
