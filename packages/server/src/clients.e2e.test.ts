import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jitsuAnalytics } from "@jitsu/js";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, skipsBrowserTests } from "./testing/browser.ts";
import { type BuiltServer, startBuiltServer } from "./testing/start-built-server.ts";

const require = createRequire(import.meta.url);
let server: BuiltServer;
beforeAll(async () => {
  server = await startBuiltServer();
});
afterAll(() => server.stop());

interface StoredEvent {
  type: string;
  name: string;
  kind: string;
  properties: Record<string, unknown>;
}

/** A person's events as the store has them, oldest first, once there are at least `count` (or after ten seconds). */
async function eventsOf(namespace: string, id: string, count: number): Promise<StoredEvent[]> {
  const endAt = Date.now() + 10_000;
  for (;;) {
    const page = (await server.get(`/v1/profiles/${namespace}/${encodeURIComponent(id)}/events?limit=1000`)) as {
      events?: StoredEvent[];
    };
    const events = (page.events ?? []).reverse();
    if (events.length >= count || Date.now() > endAt) return events;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const typesOf = (events: StoredEvent[]) => events.map((event) => event.type);

test("@segment/analytics-node: every call and a hundred events arrive, in order", async () => {
  const client = new Analytics({
    writeKey: server.writeKey,
    host: server.url,
    maxEventsInBatch: 15,
    flushInterval: 100,
  });
  const failures: unknown[] = [];
  client.on("error", (error) => failures.push(error));
  client.identify({ userId: "segment-node", traits: { email: "node@example.com" } });
  client.page({ userId: "segment-node", name: "Home" });
  client.screen({ userId: "segment-node", name: "Start" });
  client.group({ userId: "segment-node", groupId: "g1" });
  for (let n = 0; n < 100; n++)
    client.track({ userId: "segment-node", event: "Product Viewed", properties: { product_id: `p${n}`, n } });
  client.alias({ userId: "segment-node", previousId: "segment-node-before" });
  await client.closeAndFlush({ timeout: 10_000 });
  expect(failures).toEqual([]);
  const events = await eventsOf("user_id", "segment-node", 105);
  expect(events).toHaveLength(105);
  const viewed = events.filter((event) => event.type === "track").map((event) => event.properties.n);
  expect(viewed.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect([...new Set(typesOf(events))].sort()).toEqual(["alias", "group", "identify", "page", "screen", "track"]);
});

test("@rudderstack/rudder-sdk-node: gzip under a form's content type arrives whole", async () => {
  const Rudder = (RudderAnalytics as unknown as { default?: typeof RudderAnalytics }).default ?? RudderAnalytics;
  const client = new Rudder(server.writeKey, { dataPlaneUrl: server.url, flushInterval: 100 });
  client.identify({ userId: "rudder-node", traits: { plan: "gold" } });
  for (let n = 0; n < 20; n++)
    client.track({ userId: "rudder-node", event: "Product Added", properties: { product_id: `p${n}` } });
  client.page({ userId: "rudder-node", name: "Home" });
  client.screen({ userId: "rudder-node", name: "Start" });
  client.group({ userId: "rudder-node", groupId: "g1" });
  await client.flush();
  const events = await eventsOf("user_id", "rudder-node", 24);
  expect(typesOf(events).sort()).toEqual(["group", "identify", "page", "screen", ...Array(20).fill("track")]);
});

test("@jitsu/js: every call arrives, with its key in a header and a part after the colon", async () => {
  const client = jitsuAnalytics({ host: server.url, writeKey: `${server.writeKey}:ignored`, fetch });
  await client.identify("jitsu-js", { plan: "gold" });
  await client.track("Product Viewed", { product_id: "p1" });
  await client.page({ name: "Home" });
  await client.group("g1", { seats: 3 });
  const onServer = jitsuAnalytics({ host: server.url, writeKey: `${server.writeKey}:ignored`, fetch, s2s: true });
  await onServer.track("Order Completed", { order_id: "o1" }, { userId: "jitsu-js" });
  const events = await eventsOf("user_id", "jitsu-js", 5);
  expect(typesOf(events).sort()).toEqual(["group", "identify", "page", "track", "track"]);
});

/** The part of the browser library that the tests call, inside the page. */
type SegmentClient = Record<
  "page" | "track" | "identify" | "group" | "screen" | "alias",
  (...args: unknown[]) => Promise<unknown>
>;
interface SegmentBundle {
  AnalyticsBrowser: { load(settings: object): PromiseLike<[SegmentClient]> };
}

interface Call {
  method: keyof SegmentClient;
  args: unknown[];
}

/** Makes the calls one after the other in a browser, on a page of an origin of its own that loads Segment's library. */
async function callInBrowser(calls: Call[]): Promise<void> {
  const library = await readFile(require.resolve("@segment/analytics-next/dist/umd/index.js"));
  const shop = createServer((request, response) => {
    if (request.url === "/analytics.js") response.setHeader("content-type", "text/javascript").end(library);
    else response.setHeader("content-type", "text/html").end(`<!doctype html><script src="/analytics.js"></script>`);
  }).listen(0, "127.0.0.1");
  await once(shop, "listening");
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
    await tab.evaluate(
      async ({ writeKey, cdnURL, list }) => {
        const { AnalyticsBrowser } = (window as unknown as { AnalyticsNext: SegmentBundle }).AnalyticsNext;
        const [analytics] = await AnalyticsBrowser.load({ writeKey, cdnURL });
        for (const { method, args } of list) await analytics[method](...args);
      },
      { writeKey: server.writeKey, cdnURL: server.url, list: calls },
    );
  } finally {
    await browser.close();
    shop.close();
  }
}

const skipsBrowser = skipsBrowserTests("the browser client's tests");

test.skipIf(skipsBrowser)(
  "@segment/analytics-next in Chromium, on a page of another origin: every call arrives, before and after identify",
  async () => {
    await callInBrowser([
      { method: "page", args: ["Home"] },
      { method: "track", args: ["Product Viewed", { product_id: "p1" }] },
      { method: "identify", args: ["segment-web", { plan: "gold" }] },
      { method: "track", args: ["Product Added", { product_id: "p1" }] },
      { method: "group", args: ["g1"] },
      { method: "screen", args: ["Start"] },
      { method: "alias", args: ["segment-web", "segment-web-before"] },
    ]);
    const events = await eventsOf("user_id", "segment-web", 7);
    expect(typesOf(events).sort()).toEqual(["alias", "group", "identify", "page", "screen", "track", "track"]);
  },
);

const data = process.env.ATTUNE_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const specFile = join(data, "segment-spec-payloads/segment_spec_payloads.jsonl");
const hasSpec = existsSync(specFile);
if (!hasSpec) process.stdout.write(`skipped: the calls of Segment's specification, because there is no ${specFile}\n`);

test.skipIf(skipsBrowser || !hasSpec)(
  "@segment/analytics-next in Chromium: every call that Segment's specification shows arrives",
  async () => {
    const lines = (await readFile(specFile, "utf8")).trim().split("\n");
    const calls = lines
      .map((line) => JSON.parse(line) as Call & { kind: string })
      .filter(({ kind }) => kind === "call");
    expect(calls).toHaveLength(57);
    const before = await takenIn();
    await callInBrowser(calls.map(({ method, args }) => ({ method, args })));
    const endAt = Date.now() + 10_000;
    while ((await takenIn()) < before + calls.length && Date.now() < endAt) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await takenIn()) - before).toBe(calls.length);
  },
);

/** Events that the server took in and did not drop, since its start. */
async function takenIn(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("attune_events_total{") && !line.includes('"dropped"'));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
