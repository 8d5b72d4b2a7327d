import type { Lineage } from "@attune/model/lineage";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
placements: { hero: {}, mail: { channel: email } }
segments:
  gold: { when: { trait: plan, is: gold } }
  loyal: { when: { all: [{ event: Order Completed, atLeast: 2 }, { segment: gold }] } }
offers: { ten: { discount: { percent: 10 } } }
tactics:
  thanks: { placement: hero, when: { segment: loyal }, offer: ten, goal: { metric: conversion-rate, target: 10 %, by: 2027-01-31 } }
  rows: { placement: mail, items: { from: for-you, limit: 3 } }
messages: { hello: { channel: in-app, content: { line: Hello } } }
journeys: { welcome: { trigger: { enters: loyal }, steps: [{ decide: mail }, { send: hello }, { set: { greeted: true } }] } }
destinations: { warehouse: { kind: segment, url: "https://cdp.example.com" } }
`;
let app: MemoryApp;
afterEach(() => app.close());

async function ask(name: string): Promise<Lineage> {
  const answer = await app.server.inject({ url: `/v1/lineage/${encodeURIComponent(name)}`, headers: basic(secretKey) });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

it("follows a chain from source to event to trait to segment to decision to metric, and back", async () => {
  app = await openMemoryApp({ configuration });
  const batch = [
    { type: "identify", userId: "ada", traits: { plan: "gold" } },
    {
      type: "track",
      event: "Order Completed",
      userId: "ada",
      properties: { order_id: "1", revenue: 5, currency: "EUR" },
    },
  ];
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });

  const gold = await ask("gold");
  expect(gold.about).toEqual(["segment:gold"]);
  const side = (of: string) =>
    gold.nodes
      .filter((node) => node.side === of)
      .map(({ id }) => id)
      .sort();
  expect(side("upstream")).toEqual(["event:identify", "source:http", "trait:plan"]);
  expect(side("downstream")).toEqual(
    expect.arrayContaining([
      "segment:loyal",
      "tactic:thanks",
      "placement:hero",
      "metric:conversion-rate",
      "journey:welcome",
      "message:hello",
    ]),
  );
  expect(side("downstream")).not.toContain("tactic:rows");
  const chain = [
    "source:http",
    "event:identify",
    "trait:plan",
    "segment:gold",
    "segment:loyal",
    "tactic:thanks",
    "metric:conversion-rate",
  ];
  for (const [i, to] of chain.slice(1).entries())
    expect(gold.edges).toContainEqual(expect.objectContaining({ from: chain[i], to }));

  const metric = await ask("metric:conversion-rate");
  expect(metric.nodes.filter((node) => node.side === "upstream").map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      "source:http",
      "event:Order Completed",
      "tactic:thanks",
      "segment:gold",
      "model:recommenders",
      "offer:ten",
    ]),
  );
  const order = await ask("Order Completed");
  expect(order.edges).toContainEqual({
    from: "event:Order Completed",
    to: "destination:warehouse",
    how: "forwarded to",
  });

  const unknown = await app.server.inject({ url: "/v1/lineage/nothing", headers: basic(secretKey) });
  expect([unknown.statusCode, unknown.json().error.message]).toEqual([404, expect.stringContaining("segment:gold")]);
});

it("says in which revision each definition became what it is", async () => {
  app = await openMemoryApp({ configuration });
  const apply = (text: string) =>
    app.server.inject({
      method: "POST",
      url: "/v1/playbook/apply",
      headers: basic(secretKey),
      payload: { file: text, author: "ada", accept: ["metric-without-events"] },
    });
  const first = await apply(configuration);
  expect(first.statusCode, first.body).toBe(200);
  const second = await apply(configuration.replace("{ trait: plan, is: gold }", "{ trait: plan, in: [gold, silver] }"));
  expect(second.statusCode, second.body).toBe(200);
  const { nodes, revision } = await ask("gold");
  const versionOf = (id: string) => nodes.find((node) => node.id === id)?.version?.revision;
  expect(revision).toBe(versionOf("segment:gold"));
  expect(versionOf("segment:loyal")).toBe(revision! - 1);
});
