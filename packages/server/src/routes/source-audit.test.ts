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

it("suggests who is probably one person, and joins nobody", async () => {
  app = await openMemoryApp();
  const given = ["Ada", "Alan", "Grace", "Edsger", "Barbara", "Donald", "Frances", "John", "Radia", "Tim"];
  const family = ["Lovelace", "Turing", "Hopper", "Dijkstra", "Liskov", "Knuth", "Allen", "Backus", "Perlman", "Lee"];
  const person = (i: number, id: string, change = {}) => ({
    type: "identify",
    userId: id,
    traits: {
      first_name: given[i % 10],
      last_name: family[Math.floor(i / 10) % 10],
      birthday: `19${String(10 + (i % 80))}-0${1 + (i % 9)}-1${i % 10}`,
      city: `City ${i % 17}`,
      ...change,
    },
  });
  const people = Array.from({ length: 100 }, (_, i) => person(i, `shop-${i}`));
  const twins = Array.from({ length: 20 }, (_, i) => person(i * 5, `crm-${i * 5}`, { city: "Elsewhere" }));
  const batch = [...people, ...twins];
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  const before = await app.engine.stores.state.profileCount();
  const answer = await app.server.inject({ url: "/v1/collect/duplicates", headers: basic(secretKey) });
  expect(answer.statusCode).toBe(200);
  const { suggestions } = answer.json();
  expect(suggestions).toHaveLength(20);
  expect(suggestions[0].agreeing).toEqual(["givenName", "surname", "birthDate"]);
  expect(suggestions[0].named.a.firstName).toBe(suggestions[0].named.b.firstName);
  expect(given).toContain(suggestions[0].named.a.firstName);
  expect(await app.engine.stores.state.profileCount()).toBe(before);
});
