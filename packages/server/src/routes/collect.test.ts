import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

async function storedNames(): Promise<string[]> {
  const entries = await app.engine.stores.log.read(1, 1000);
  return entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.name] : []));
}

async function quarantinedCodes(): Promise<string[]> {
  return (await app.engine.stores.quarantine.list(null, 100)).map((entry) => entry.code);
}

const viewed = { type: "track", event: "Product Viewed", userId: "ada", properties: { product_id: "p1" } };

test("POST /v1/batch takes a batch and answers success once it is stored", async () => {
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(writeKey),
    payload: { batch: [viewed, { ...viewed, event: "Product Added" }] },
  });
  expect([response.statusCode, response.json()]).toEqual([200, { success: true }]);
  expect(await storedNames()).toEqual(["Product Viewed", "Product Added"]);
});

test.each([
  ["/v1/track", { event: "Product Viewed", userId: "ada" }, "Product Viewed"],
  ["/v1/t", { event: "Product Viewed", userId: "ada" }, "Product Viewed"],
  ["/v1/identify", { userId: "ada", traits: { plan: "gold" } }, "identify"],
  ["/v1/i", { userId: "ada" }, "identify"],
  ["/v1/page", { userId: "ada", name: "Home" }, "Page Viewed"],
  ["/v1/p", { userId: "ada", name: "Home" }, "Page Viewed"],
  ["/v1/screen", { userId: "ada", name: "Home" }, "Screen Viewed"],
  ["/v1/s", { userId: "ada", name: "Home" }, "Screen Viewed"],
  ["/v1/group", { userId: "ada", groupId: "g" }, "group"],
  ["/v1/g", { userId: "ada", groupId: "g" }, "group"],
  ["/v1/alias", { userId: "ada", previousId: "anon" }, "alias"],
  ["/v1/a", { userId: "ada", previousId: "anon" }, "alias"],
  ["/v1/b", { batch: [viewed] }, "Product Viewed"],
  ["/v1/import", { batch: [viewed] }, "Product Viewed"],
  ["/beacon/v1/batch", { batch: [viewed] }, "Product Viewed"],
  ["/api/s/track", { event: "Product Viewed", userId: "ada" }, "Product Viewed"],
  ["/api/s/page", { userId: "ada", name: "Home" }, "Page Viewed"],
  ["/api/s/s2s/track", { event: "Product Viewed", userId: "ada" }, "Product Viewed"],
])("POST %s names the call, with and without a trailing slash", async (path, payload, name) => {
  for (const [index, url] of [path, `${path}/`].entries()) {
    const response = await app.server.inject({ method: "POST", url, headers: basic(writeKey), payload });
    expect(response.statusCode).toBe(200);
    expect(await storedNames()).toHaveLength(index + 1);
  }
  expect(await storedNames()).toEqual([name, name]);
});

test.each([
  ["Basic with a colon", { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}` }, ""],
  ["Basic without a colon", { authorization: `Basic ${Buffer.from(writeKey).toString("base64")}` }, ""],
  ["Basic with the key as it is", { authorization: `Basic ${writeKey}` }, ""],
  ["Bearer", { authorization: `Bearer ${writeKey}` }, ""],
  ["X-Write-Key", { "x-write-key": writeKey }, ""],
  ["X-Write-Key with a part after the colon", { "x-write-key": `${writeKey}:whatever` }, ""],
  ["?writeKey=", {}, `?writeKey=${writeKey}`],
])("a write key is accepted as %s", async (_form, headers, query) => {
  const response = await app.server.inject({ method: "POST", url: `/v1/track${query}`, headers, payload: viewed });
  expect(response.statusCode).toBe(200);
});

test("a write key in the body is accepted, and a wrong one in the header does not hide it", async () => {
  const payload = { ...viewed, writeKey };
  const response = await app.server.inject({ method: "POST", url: "/v1/track", headers: basic("masked"), payload });
  expect(response.statusCode).toBe(200);
});

test("a secret key in the query or body is worth no more than a write key: its events keep the small limit", async () => {
  const large = { ...viewed, properties: { text: "x".repeat(40_000) } };
  await app.server.inject({ method: "POST", url: `/v1/track?writeKey=${secretKey}`, payload: large });
  expect(await quarantinedCodes()).toEqual(["too-large"]);
});

test("an unknown key is refused with 401, kept out, and said loudly in the log once", async () => {
  for (let i = 0; i < 3; i++) {
    const response = await app.server.inject({
      method: "POST",
      url: "/v1/track",
      headers: basic("wrong"),
      payload: viewed,
    });
    expect([response.statusCode, response.json().error.code]).toEqual([401, "bad-credentials"]);
  }
  expect(await storedNames()).toEqual([]);
  expect(app.logged.filter((line) => String(line.msg).includes("DROP"))).toHaveLength(1);
});

test("the log never holds a key", async () => {
  await app.server.inject({
    method: "POST",
    url: `/v1/track?writeKey=${writeKey}x`,
    headers: basic("wrong"),
    payload: viewed,
  });
  expect(JSON.stringify(app.logged)).not.toContain(writeKey);
});

test.each([
  ["text/plain", "text/plain"],
  ["a form", "application/x-www-form-urlencoded"],
  ["nothing readable", "???"],
])("JSON labelled as %s is understood by its content", async (_label, contentType) => {
  const headers = { ...basic(writeKey), "content-type": contentType };
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/track",
    headers,
    payload: JSON.stringify(viewed),
  });
  expect([response.statusCode, await storedNames()]).toEqual([200, ["Product Viewed"]]);
});

test.each([
  ["with Content-Encoding", { "content-encoding": "gzip", "content-type": "application/x-www-form-urlencoded" }],
  ["by its first bytes alone", { "content-type": "text/plain" }],
])("gzip is inflated %s", async (_label, headers) => {
  const payload = gzipSync(JSON.stringify({ batch: [viewed] }));
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: { ...basic(writeKey), ...headers },
    payload,
  });
  expect([response.statusCode, await storedNames()]).toEqual([200, ["Product Viewed"]]);
});

test("a batch above 4 MB inflated is refused with 413: the one stated loss", async () => {
  const bomb = gzipSync(Buffer.alloc(5 * 1024 * 1024, 0x20));
  const zipped = await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: bomb });
  const plain = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(writeKey),
    payload: JSON.stringify({ batch: [{ ...viewed, properties: { text: "x".repeat(5_000_000) } }] }),
  });
  expect([zipped.statusCode, plain.statusCode]).toEqual([413, 413]);
  expect(plain.json().error.code).toBe("batch-too-large");
});

test.each([
  ["text that is not JSON", "{not json", ["invalid-json"]],
  ["an empty body", "", ["invalid-json"]],
  ["a broken gzip", Buffer.from([0x1f, 0x8b, 0, 1, 2, 3]), ["invalid-utf8"]],
  ["a number", "42", ["not-an-object"]],
  [
    "what nests without end",
    `{"batch":[{"type":"page","x":${"[".repeat(600_000)}${"]".repeat(600_000)}},null]}`,
    ["not-an-object", "too-deep"],
  ],
  [
    "a batch whose own context nests without end",
    `{"batch":[{"type":"page","userId":"u"}],"context":{"x":${"[".repeat(600_000)}${"]".repeat(600_000)}}}`,
    ["too-deep"],
  ],
  [
    "a batch of nonsense",
    JSON.stringify({ batch: [null, 7, "x"] }),
    ["not-an-object", "not-an-object", "not-an-object"],
  ],
])("%s with the right key is accepted and quarantined, never refused", async (_label, payload, codes) => {
  const response = await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
  expect([response.statusCode, await quarantinedCodes()]).toEqual([200, codes]);
});

test("message ids that differ only in halves of surrogate pairs are not taken for one: none is dropped as a duplicate", async () => {
  const event = (messageId: string) => `{"type":"page","userId":"ada","messageId":"${messageId}"}`;
  const payload = `{"batch":[${event("m\\ud800")},${event("m\\ud801")},${event("m\\ufffd")}]}`;
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload });
  expect([await storedNames(), await quarantinedCodes()]).toEqual([["Page Viewed"], ["wrong-type", "wrong-type"]]);
});

test("a poison event is quarantined alone; its neighbours are kept", async () => {
  const batch = [viewed, { type: "track", userId: "ada" }, { ...viewed, event: "Product Added" }];
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(writeKey),
    payload: { batch },
  });
  expect(response.statusCode).toBe(200);
  expect(await storedNames()).toEqual(["Product Viewed", "Product Added"]);
  expect(await quarantinedCodes()).toEqual(["missing-name"]);
});

test("an event above 32 KB is quarantined with a write key and kept with the secret key", async () => {
  const large = { ...viewed, properties: { text: "x".repeat(40_000) } };
  await app.server.inject({ method: "POST", url: "/v1/track", headers: basic(writeKey), payload: large });
  expect([await storedNames(), await quarantinedCodes()]).toEqual([[], ["too-large"]]);
  await app.server.inject({ method: "POST", url: "/v1/track", headers: basic(secretKey), payload: large });
  expect(await storedNames()).toEqual(["Product Viewed"]);
});

test("keys that name prototypes harm nothing", async () => {
  const payload = `{"type":"track","event":"X","userId":"ada","properties":{"__proto__":{"polluted":true}}}`;
  const response = await app.server.inject({ method: "POST", url: "/v1/track", headers: basic(writeKey), payload });
  expect([response.statusCode, ({} as { polluted?: true }).polluted]).toEqual([200, undefined]);
  expect(await quarantinedCodes()).toEqual(["forbidden-key"]);
});

test("the pixel takes an event from its parameters and answers a 1×1 GIF", async () => {
  const query = new URLSearchParams({
    writeKey,
    event: "Email Opened",
    userId: "ada",
    campaign: "spring",
    "context.locale": "en",
  });
  const response = await app.server.inject({ method: "GET", url: `/pixel/v1/track?${query}` });
  expect([response.statusCode, response.headers["content-type"]]).toEqual([200, "image/gif"]);
  expect(response.rawPayload.subarray(0, 6).toString()).toBe("GIF89a");
  const [entry] = await app.engine.stores.log.read(1, 1);
  if (entry?.kind !== "event") throw new Error("no event was stored");
  expect([entry.event.name, entry.event.properties.campaign, entry.event.context.locale]).toEqual([
    "Email Opened",
    "spring",
    "en",
  ]);
});

test("settings for analytics-next name this host and stop the client's own telemetry", async () => {
  const response = await app.server.inject({
    method: "GET",
    url: `/v1/projects/${writeKey}/settings`,
    headers: { host: "attune.test:8080" },
  });
  expect(response.json()).toEqual({
    integrations: {
      "Segment.io": {
        apiKey: writeKey,
        apiHost: "attune.test:8080/v1",
        protocol: "http",
        unbundledIntegrations: [],
        addBundledMetadata: true,
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    remotePlugins: [],
  });
});

test("/sourceConfig/ answers RudderStack's browser client, and HEAD its ad-block probe without a key", async () => {
  const found = await app.server.inject({ method: "GET", url: `/sourceConfig/?p=npm&writeKey=${writeKey}` });
  expect([found.statusCode, found.json().source.enabled]).toEqual([200, true]);
  const probe = await app.server.inject({ method: "HEAD", url: "/sourceConfig?view=ad" });
  expect(probe.statusCode).toBe(200);
});

test("a preflight reflects the headers that the client asks for, and may be remembered", async () => {
  const response = await app.server.inject({
    method: "OPTIONS",
    url: "/v1/t",
    headers: {
      origin: "https://shop.test",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,anonymousid,rsa-retry-count",
    },
  });
  expect(response.statusCode).toBe(204);
  expect(response.headers).toMatchObject({
    "access-control-allow-origin": "https://shop.test",
    "access-control-allow-headers": "authorization,anonymousid,rsa-retry-count",
    "access-control-allow-credentials": "true",
    "access-control-max-age": "86400",
  });
});

test("refusals, too, carry the headers without which a browser hides them", async () => {
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/t",
    headers: { origin: "https://shop.test" },
    payload: viewed,
  });
  expect([response.statusCode, response.headers["access-control-allow-origin"]]).toEqual([401, "https://shop.test"]);
});

test("pages of other origins may not read what needs the secret key", async () => {
  const headers = { ...basic(secretKey), origin: "https://evil.test" };
  const response = await app.server.inject({ method: "GET", url: "/v1/measure/totals", headers });
  expect(response.headers["access-control-allow-origin"]).toBeUndefined();
});

test("a full disk is 503 with Retry-After, so that clients keep their events", async () => {
  const { AttuneError } = await import("@attune/model/errors");
  const full = await openMemoryApp({
    change: (stores) => ({
      ...stores,
      state: { ...stores.state, commit: () => Promise.reject(new AttuneError("storage-full", "No space is left.")) },
    }),
  });
  const response = await full.server.inject({
    method: "POST",
    url: "/v1/track",
    headers: basic(writeKey),
    payload: viewed,
  });
  expect([response.statusCode, response.json().error.code, response.headers["retry-after"]]).toEqual([
    503,
    "storage-full",
    "1",
  ]);
  await full.close();
});

test("a stopping server answers 503 and says that trying again helps", async () => {
  app.instance.stop();
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/track",
    headers: basic(writeKey),
    payload: viewed,
  });
  expect([response.statusCode, response.json().error.code, response.headers["retry-after"]]).toEqual([
    503,
    "stopping",
    "1",
  ]);
});
