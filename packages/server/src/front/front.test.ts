import { once } from "node:events";
import { request as ask, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMetrics, type Metrics } from "../http/metrics.ts";
import { openFrontOf } from "../testing/front-of.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = "placements: { hero: { title: Hero, default: { content: { headline: Welcome } } } }\n";
const asked = JSON.stringify({ anonymousId: "a", placements: ["hero"] });

let app: MemoryApp;
let metrics: Metrics;
let front: Awaited<ReturnType<typeof openFrontOf>>;
beforeEach(async () => {
  app = await openMemoryApp({ configuration, isDemo: true });
  metrics = createMetrics();
  front = await openFrontOf(app, metrics);
});
afterEach(async () => {
  await front.close();
  await app.close();
});

const post = (path: string, headers: Record<string, string>, body: string) =>
  fetch(`${front.url}${path}`, { method: "POST", headers, body });

test("a decision is answered as behind it: the same body, type and safety headers", async () => {
  const there = await app.server.inject({
    method: "POST",
    url: "/v1/decide",
    headers: basic(writeKey),
    payload: asked,
  });
  const here = await post("/v1/decide", { ...basic(writeKey), origin: "https://shop.example" }, asked);
  const { decisionId, ...decided } = there.json();
  expect([here.status, await here.json()]).toEqual([
    200,
    { decisionId: expect.not.stringMatching(decisionId), ...decided },
  ]);
  for (const name of ["content-type", "x-content-type-options", "referrer-policy"])
    expect(here.headers.get(name)).toBe(there.headers[name]);
  expect(here.headers.get("access-control-allow-origin")).toBe("https://shop.example");
});

test("decisions that are asked at once are each answered with their own", async () => {
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  app.engine.decide = async ({ anonymousId }) => {
    await pause(Math.random() * 20);
    return { decisionId: `of ${anonymousId}`, profileId: null, placements: {} };
  };
  const answers = await Promise.all(
    numbers.map(async (number) => {
      const body = JSON.stringify({ anonymousId: `person-${number}`, placements: ["hero"] });
      const response = await post("/v1/decide", basic(writeKey), body);
      return ((await response.json()) as { decisionId: string }).decisionId;
    }),
  );
  expect(answers).toEqual(numbers.map((number) => `of person-${number}`));
});

test.each([
  ["a key that nobody knows", basic("wk_other"), asked, 401, "bad-credentials"],
  ["a body that is no JSON", basic(writeKey), "{", 400, "bad-request"],
  ["a request without placements", basic(writeKey), "{}", 400, "bad-request"],
])("%s is refused in the one error shape", async (_, headers, body, status, code) => {
  const response = await post("/v1/decide", headers, body);
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: expect.objectContaining({ code, message: expect.any(String), requestId: expect.any(String) }) },
  ]);
});

test("what the engine throws is told with its code, its path and when to come again", async () => {
  app.engine.decide = async () => {
    throw new AttuneError("overloaded", "Too much.", { retryAfterSeconds: 7 });
  };
  const response = await post("/v1/decide", basic(writeKey), asked);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "7"]);
  expect(await response.json()).toMatchObject({ error: { code: "overloaded", message: "Too much." } });
});

test("a server that stops refuses decisions, to be sent again", async () => {
  app.instance.stop();
  const response = await post("/v1/decide", basic(writeKey), asked);
  expect([response.status, response.headers.has("retry-after")]).toEqual([503, true]);
  expect(await response.json()).toMatchObject({ error: { code: "stopping" } });
});

test("a key that was made opens at once, and one that was ended opens no more", async () => {
  const { keys } = app.instance.accounts;
  const { key, made } = await keys.make({ name: "App", kind: "write", scopes: [], by: "ada" });
  expect((await post("/v1/decide", basic(key), asked)).status).toBe(200);
  await keys.end(made.keyId);
  expect((await post("/v1/decide", basic(key), asked)).status).toBe(401);
});

test("a page that names its key in the address is answered by the front, too", async () => {
  const response = await post(`/v1/decide?writeKey=${writeKey}`, {}, asked);
  expect(response.status).toBe(200);
  const counted = async () => (await metrics.registry.metrics()).includes('route="/v1/decide",status="200"');
  await expect.poll(counted, { timeout: 5_000 }).toBe(true);
});

test("answers count in the metrics, and their keys as used", async () => {
  const { key } = await app.instance.accounts.keys.make({ name: "App", kind: "write", scopes: [], by: "ada" });
  await post("/v1/decide", basic(key), asked);
  await post("/v1/decide", basic(key), "{");
  const deadline = Date.now() + 5_000;
  const text = async () => metrics.registry.metrics();
  while (!(await text()).includes('status="400"') && Date.now() < deadline) await pause(20);
  expect(await text()).toContain('attune_http_request_seconds_count{method="POST",route="/v1/decide",status="200"} 1');
  expect(app.instance.accounts.keys.list().find(({ name }) => name === "App")?.lastUsedAt).toBe(app.instance.clock());
});

test("what is passed on keeps its method, path, query, headers and body, and nobody can say for whom it comes", async () => {
  const local = await fetch(`${front.url}/v1/session`, { headers: { "x-attune-peer": "10.0.0.1" } });
  expect([local.status, await local.json()]).toEqual([200, expect.objectContaining({ entrance: "demo" })]);
  const batch = JSON.stringify({ batch: [{ type: "track", event: "Visit", userId: "ada", messageId: "m" }] });
  expect((await post("/v1/batch?writeKey=wk_test", {}, batch)).status).toBe(200);
  const head = await fetch(`${front.url}/health/live`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const profile = await fetch(`${front.url}/v1/profiles/user_id/ada`, { headers: basic(secretKey) });
  expect(await profile.json()).toMatchObject({ eventCount: 1 });
});

test("a body in pieces arrives whole, on a connection that goes on", async () => {
  const { port } = new URL(front.url);
  const headers = { ...basic(writeKey), connection: "keep-alive" };
  for (const id of ["one", "two"]) {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sending = ask({ host: "127.0.0.1", port, path: "/v1/batch", method: "POST", headers }, resolve);
      sending.on("error", reject);
      sending.write('{"batch":[{"type":"track","event":"Visit",');
      setImmediate(() => sending.end(`"userId":"${id}","messageId":"${id}"}]}`));
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
  }
  const seen = await fetch(`${front.url}/v1/profiles/user_id/two`, { headers: basic(secretKey) });
  expect(await seen.json()).toMatchObject({ eventCount: 1 });
});

test("HTTP/1.0 without a Host is answered, and its connection closed", async () => {
  const socket = connect(Number(new URL(front.url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (bytes) => {
    answer += String(bytes);
  });
  socket.write("GET /health/live HTTP/1.0\r\n\r\n");
  await once(socket, "close");
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
