import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createOutbound, type Outbound } from "@attune/channels/address/outbound-agent";
import { isSignedWebhook } from "@attune/channels/webhook/sign-webhook";
import type { Destination } from "@attune/model/destination";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, testNow, writeKey } from "../testing/memory-app.ts";
import { batchUrl } from "./event-message.ts";
import { forwardingOf, forwardNext } from "./forward-events.ts";

interface Received {
  url: string;
  headers: Record<string, string>;
  body: string;
}

describe("forwarding of events", () => {
  let app: MemoryApp;
  let receiver: Server;
  let outbound: Outbound;
  let received: Received[] = [];
  let answer: (body: string) => number = () => 200;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        received.push({ url: request.url ?? "", headers: request.headers as Record<string, string>, body });
        response.writeHead(answer(body)).end("{}");
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    outbound = createOutbound({ timeoutMs: 5_000, connections: 1, allowInner: true });
    app = await openMemoryApp();
  });
  afterAll(async () => {
    await app.close();
    await outbound.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
  afterEach(() => {
    received = [];
    answer = () => 200;
  });

  function to(destinationId: string, over: Partial<Destination> = {}, key: string | undefined = "k-1") {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const destination: Destination = {
      destinationId,
      kind: "segment",
      url,
      needs: "analytics",
      fromBeginning: true,
      ...over,
    };
    return { engine: app.engine, destination, outbound, key, clock: () => testNow };
  }
  const collect = (event: object) =>
    app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch: [event] } });

  it("sends what is kept as Segment's clients do, from where it stood, and leaves out who refused", async () => {
    await collect({ type: "identify", userId: "ada", messageId: "m-1", traits: { email: "ada@example.com" } });
    await collect({
      type: "track",
      event: "Order Completed",
      userId: "ada",
      messageId: "m-2",
      properties: { order_id: "o", total: 9, currency: "EUR" },
    });
    await collect({
      type: "identify",
      anonymousId: "shy",
      messageId: "m-3",
      context: { consent: { analytics: false } },
    });
    const parts = to("warehouse");
    await forwardNext(parts);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ url: "/v1/batch", headers: { authorization: basic("k-1").authorization } });
    const { batch } = JSON.parse(received[0]!.body);
    expect(batch).toMatchObject([
      { type: "identify", messageId: "m-1", userId: "ada", traits: { email: "ada@example.com" } },
      { type: "track", event: "Order Completed", messageId: "m-2", userId: "ada", properties: { order_id: "o" } },
    ]);
    await forwardNext(parts);
    expect(received).toHaveLength(1);
    expect(await forwardingOf(app.engine, parts.destination)).toMatchObject({ done: 3, sent: 2, trouble: null });
    // What came out goes in again: the receiver may be another Attune.
    const again = await app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch },
    });
    expect(again.statusCode).toBe(200);
  });

  it("keeps what people do with sensitive products in the house, unless they said yes to it", async () => {
    const own = await openMemoryApp({ configuration: "privacy: { sensitiveCategories: [health] }" });
    const view = (userId: string, category: string, context = {}) => ({
      type: "track",
      event: "Product Viewed",
      userId,
      properties: { product_id: `${userId}-${category}`, category },
      context,
    });
    const products = [{ product_id: "p", category: "health", price: 9 }];
    const order = {
      type: "track",
      event: "Order Completed",
      userId: "no",
      properties: { order_id: "o", total: 9, products },
    };
    const yes = { consent: { sensitive: true } };
    const batch = [view("no", "health"), view("no", "light"), order, view("yes", "health/sleep", yes)];
    await own.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
    await forwardNext({ ...to("ads"), engine: own.engine });
    const sent = JSON.parse(received[0]!.body).batch.map(({ properties }: { properties: object }) => properties);
    expect(sent).toMatchObject([{ category: "light" }, { order_id: "o" }, { category: "health/sleep" }]);
    expect(sent[1]).not.toHaveProperty("products");
    await own.close();
  });

  it("a webhook is signed, and gets only the events that it asks for", async () => {
    await forwardNext(to("hook", { kind: "webhook", events: ["Order Completed"] }, "secret"));
    const [{ headers, body }] = received as [Received];
    expect(isSignedWebhook("secret", headers, body, { now: testNow, toleranceMs: 1_000 })).toBe(true);
    expect(JSON.parse(body).events.map(({ event }: { event: string }) => event)).toEqual(["Order Completed"]);
  });

  it("waits longer and longer for one that is down, without losing its place", async () => {
    answer = () => 503;
    const parts = to("down");
    const pauses = [await forwardNext(parts), await forwardNext(parts), await forwardNext(parts)];
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
    expect(await forwardingOf(app.engine, parts.destination)).toMatchObject({
      done: 0,
      trouble: "answered 503",
      failures: 3,
    });
    answer = () => 200;
    await forwardNext(parts);
    expect(await forwardingOf(app.engine, parts.destination)).toMatchObject({ trouble: null, failures: 0 });
  });

  it("passes over the one event that it will never take", async () => {
    answer = (body) => (body.includes("m-2") ? 400 : 200);
    const parts = to("picky");
    await forwardNext(parts);
    expect(await forwardingOf(app.engine, parts.destination)).toMatchObject({ refused: 1, trouble: null });
  });

  it("reaches no inner address unless that is allowed, and says which key is missing", async () => {
    const safe = createOutbound({ timeoutMs: 1_000, connections: 1, allowInner: false });
    const parts = { ...to("inner"), outbound: safe };
    await forwardNext(parts);
    expect((await forwardingOf(app.engine, parts.destination)).trouble).toMatch(/address/i);
    const keyless = { ...to("no-key"), key: undefined };
    await forwardNext(keyless);
    expect((await forwardingOf(app.engine, keyless.destination)).trouble).toBe(
      "no key: set ATTUNE_DESTINATION_NO_KEY_KEY",
    );
    expect(received).toEqual([]);
    await safe.close();
  });

  it.each([
    ["https://cdp.example", "https://cdp.example/v1/batch"],
    ["https://cdp.example/", "https://cdp.example/v1/batch"],
    ["https://cdp.example/v1/import", "https://cdp.example/v1/import"],
  ])("%s is asked at %s", (url, expected) => {
    expect(batchUrl({ ...to("x").destination, url })).toBe(expected);
  });
});
