import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isSignedWebhook } from "@attune/channels/webhook/sign-webhook";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { pushAudiences } from "./push-audiences.ts";

const dayMs = 24 * 3_600_000;
const forever = new AbortController().signal;
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

let receiver: Server;
let received: Array<{ headers: Record<string, string>; body: string }> = [];
let status = 200;
let now = testNow;
let app: MemoryApp;
let channels: ReturnType<typeof openChannels>;

beforeEach(async () => {
  received = [];
  status = 200;
  now = testNow;
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/audiences`;
  channels = openChannels({ webhookSecret: secret, allowInner: true }, () => now);
  app = await openMemoryApp({
    configuration: `segments: { gold: { when: { trait: plan, is: gold } } }
audiences: { ads: { segment: gold, url: "${url}" } }`,
    clock: () => now,
  });
});
afterEach(async () => {
  await app.close();
  await Promise.all([...channels.values()].map((channel) => channel.close()));
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const collect = async (...events: object[]) => {
  const arrival = { source: "http", receivedAt: now, maxEventBytes: 32_768, deduplicate: "day" as const };
  await app.engine.collect(events, arrival);
  await app.engine.segments.settled(10_000);
};
const person = (userId: string) => ({
  type: "identify",
  userId,
  traits: { plan: "gold", email: `${userId}@example.com` },
  context: { consent: { marketing: true } },
});
const push = () => pushAudiences(app.instance, channels.get("webhook"), forever);
const told = () => received.map(({ body }) => JSON.parse(body));

it("tells a segment once a day, signed and hashed, and drops who bought since", async () => {
  await collect(person("ada"), person("bea"));
  await push();
  await push();
  expect(told()).toMatchObject([{ audienceId: "ads", day: "2026-11-22", page: 1, complete: true }]);
  expect(told()[0].people.sort()).toEqual([sha("ada@example.com"), sha("bea@example.com")].sort());
  const [{ headers, body }] = received as [(typeof received)[number]];
  expect(isSignedWebhook(secret, headers, body, { now, toleranceMs: 1_000 })).toBe(true);

  await collect({
    type: "track",
    event: "Order Completed",
    userId: "ada",
    properties: { order_id: "1", total: 5, currency: "EUR" },
  });
  now += dayMs;
  await push();
  expect(told()[1]).toMatchObject({ day: "2026-11-23", people: [sha("bea@example.com")] });
  const { audiences } = (await app.server.inject({ url: "/v1/audiences", headers: basic(secretKey) })).json();
  expect(audiences).toMatchObject([{ day: "2026-11-23", people: 1, leftOut: { boughtLately: 1 }, trouble: null }]);
});

it("tries again where the receiver is away, under the same id, and says what is wrong meanwhile", async () => {
  await collect(person("ada"));
  status = 503;
  await push();
  const { audiences } = (await app.server.inject({ url: "/v1/audiences", headers: basic(secretKey) })).json();
  expect(audiences).toMatchObject([{ day: null, trouble: "page 1: answered 503" }]);
  status = 200;
  await push();
  expect(received.map(({ headers }) => headers["idempotency-key"])).toEqual([
    "audience-ads-2026-11-22-1",
    "audience-ads-2026-11-22-1",
  ]);
});
