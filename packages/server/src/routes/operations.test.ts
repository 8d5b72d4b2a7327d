import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

function ask(method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: unknown) {
  return app.server.inject({
    method,
    url,
    headers: basic(secretKey),
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  });
}

async function jobEnded(jobId: string) {
  await app.instance.jobs.ended(jobId);
  return (await ask("GET", `/v1/jobs/${jobId}`)).json();
}

const order = {
  type: "track",
  event: "Order Completed",
  userId: "ada",
  messageId: "m1",
  timestamp: "2026-11-20T10:00:00Z",
  properties: { order_id: "o1", total: 10, currency: "EUR" },
};

test("live and ready need no key; a stopping server is live and not ready", async () => {
  const get = (url: string) => app.server.inject({ method: "GET", url });
  expect((await get("/health/live")).json()).toEqual({ live: true });
  expect((await get("/health/ready")).json()).toMatchObject({ ready: true });
  app.instance.stop();
  expect((await get("/health/live")).statusCode).toBe(200);
  const ready = await get("/health/ready");
  expect([ready.statusCode, ready.json().ready]).toEqual([503, false]);
});

test("a broken analytics process is told by readiness, which stays 200: collecting goes on", async () => {
  const broken = await openMemoryApp({
    change: (stores) => ({
      ...stores,
      analytics: { ...stores.analytics, health: async () => ({ available: false, detail: "the process died" }) },
    }),
  });
  const response = await broken.server.inject({ method: "GET", url: "/health/ready" });
  expect(response.statusCode).toBe(200);
  expect(response.json().checks).toContainEqual({ name: "analytics", ok: false, detail: "the process died" });
  await broken.close();
});

test("a store that cannot be written makes the instance unready, and doctor says what to do", async () => {
  const health = async () => ({ writable: false, detail: "No space is left.", usedBytes: 1, limitBytes: 1 });
  const full = await openMemoryApp({ change: (stores) => ({ ...stores, health }) });
  expect((await full.server.inject({ method: "GET", url: "/health/ready" })).statusCode).toBe(503);
  const doctor = await full.server.inject({ method: "GET", url: "/v1/doctor", headers: basic(secretKey) });
  expect(doctor.json().findings[0]).toMatchObject({
    severity: "error",
    message: expect.stringContaining("No space is left."),
  });
  await full.close();
});

test("doctor tells versions, disk, stores and lag, and that nothing is wrong", async () => {
  const doctor = (await ask("GET", "/v1/doctor")).json();
  expect(doctor.versions).toMatchObject({ attune: "0.1.0", node: process.versions.node });
  expect(doctor).toMatchObject({
    projector: { lag: 0 },
    analytics: { available: true },
    findings: [{ severity: "ok" }],
  });
});

test("metrics count events by outcome and measure requests by route", async () => {
  await ask("POST", "/v1/batch", { batch: [order, order, { type: "track" }] });
  const text = (await app.server.inject({ method: "GET", url: "/metrics" })).body;
  expect(text).toContain('attune_events_total{source="http",outcome="kept",code=""} 1');
  expect(text).toContain('attune_events_total{source="http",outcome="dropped",code="duplicate"} 1');
  expect(text).toMatch(/attune_events_total\{source="http",outcome="quarantined",code="[a-z-]+"\} 1/);
  expect(text).toContain('attune_http_request_seconds_count{method="POST",route="/v1/batch",status="200"} 1');
  expect(text).toContain("attune_log_head 1");
});

test("totals answer what was acknowledged before, by business day", async () => {
  await ask("POST", "/v1/batch", { batch: [order, { ...order, messageId: "m2", timestamp: "2026-11-21T10:00:00Z" }] });
  expect((await ask("GET", "/v1/measure/totals")).json()).toMatchObject({ orders: 2, netRevenue: 20, currency: "EUR" });
  expect((await ask("GET", "/v1/measure/totals?from=2026-11-21&to=2026-11-21")).json()).toMatchObject({
    orders: 1,
    netRevenue: 10,
  });
});

test.each([
  ["from=yesterday", "from"],
  ["to=2026-13-01", "to"],
  ["from=2026-02-01&to=2026-01-31", "from"],
])("totals refuse ?%s", async (query, path) => {
  const response = await ask("GET", `/v1/measure/totals?${query}`);
  expect([response.statusCode, response.json().error]).toMatchObject([400, { code: "bad-request", path }]);
});

test("a tactic that is not declared is 404, and the holdout report says why it has no numbers yet", async () => {
  expect((await ask("GET", "/v1/measure/tactics/none")).json().error.code).toBe("not-found");
  expect((await ask("GET", "/v1/measure/tactics")).json()).toEqual({ tactics: [] });
  const holdout = (await ask("GET", "/v1/measure/holdout")).json();
  expect(holdout.metrics[0].effect.undetermined.reason).toMatch(/\d/);
});

test("the live view gets the newest events ascending, then only what came after", async () => {
  const batch = Array.from({ length: 5 }, (_, n) => ({ type: "track", event: `Step ${n}`, userId: "ada" }));
  await ask("POST", "/v1/batch", { batch });
  const first = (await ask("GET", "/v1/collect/events?limit=3")).json();
  expect(first.events.map((event: { name: string }) => event.name)).toEqual(["Step 2", "Step 3", "Step 4"]);
  expect(first.head).toBe(5);
  await ask("POST", "/v1/batch", { batch: [order] });
  const second = (await ask("GET", `/v1/collect/events?after=${first.head}`)).json();
  expect(second.events).toMatchObject([
    { offset: 6, name: "Order Completed", amount: 10, currency: "EUR", identifiers: ["user_id:ada"] },
  ]);
});

test("catalogue items are put, replaced, listed page by page, and found", async () => {
  const item = (itemId: string, name: string) => ({ itemId, name, available: true, priceMicros: 4_500_000 });
  await ask("PUT", "/v1/catalog/items", { items: [item("a", "Old"), item("b", "Pot"), item("c", "Cup")] });
  await ask("PUT", "/v1/catalog/items", { items: [item("a", "Tea")] });
  const page = (await ask("GET", "/v1/catalog/items?limit=2")).json();
  expect([page.items.map((i: { name: string }) => i.name), page.next]).toEqual([["Tea", "Pot"], "b"]);
  expect((await ask("GET", "/v1/catalog/items?after=b")).json()).toMatchObject({
    items: [{ itemId: "c" }],
    next: null,
  });
  // When it first came is told too: an item stays as new as it is.
  expect((await ask("GET", "/v1/catalog/items/a")).json()).toEqual({ ...item("a", "Tea"), listedAt: testNow });
  expect((await ask("GET", "/v1/catalog/items/zz")).statusCode).toBe(404);
  expect((await ask("PUT", "/v1/catalog/items", { items: [{ itemId: "a" }] })).json().error.path).toBe("items[0].name");
});

test("an import is announced, takes its file as a stream, and the same file again changes nothing", async () => {
  const lines = [order, { ...order, messageId: "m2" }, "not json"].map((l) =>
    typeof l === "string" ? l : JSON.stringify(l),
  );
  async function importFile() {
    const { importId } = (await ask("POST", "/v1/imports", { mapping: "segment-jsonl" })).json();
    const headers = basic(secretKey);
    return app.server.inject({
      method: "PUT",
      url: `/v1/imports/${importId}/file`,
      headers,
      payload: lines.join("\n"),
    });
  }
  const first = (await importFile()).json();
  expect(first).toMatchObject({
    state: "done",
    kind: "import",
    result: { rows: 3, kept: 2, dropped: 0, quarantined: 1 },
  });
  expect((await importFile()).json().result).toMatchObject({ kept: 0, dropped: 2 });
});

test("an import by an unknown mapping, or a file that nobody announced, is refused", async () => {
  expect((await ask("POST", "/v1/imports", { mapping: "offline-retail" })).json().error).toMatchObject({
    code: "bad-request",
    path: "mapping",
  });
  expect((await ask("PUT", "/v1/imports/none/file", {})).json().error.code).toBe("not-found");
});

test("a file without the mapping's columns ends the job as failed and says which", async () => {
  const { importId } = (await ask("POST", "/v1/imports", { mapping: "online-retail" })).json();
  const response = await app.server.inject({
    method: "PUT",
    url: `/v1/imports/${importId}/file`,
    headers: basic(secretKey),
    payload: "a,b,c\n1,2,3\n",
  });
  expect(response.json()).toMatchObject({
    state: "failed",
    error: { code: "bad-request", message: expect.stringContaining("StockCode") },
  });
});

test("replay and purge are jobs that end", async () => {
  await ask("POST", "/v1/batch", { batch: [order] });
  for (const [url, result] of [
    ["/v1/replay", { entries: 1 }],
    ["/v1/privacy/purge", { purged: true, removed: [] }],
  ] as const) {
    const { jobId } = (await ask("POST", url)).json();
    expect(await jobEnded(jobId)).toMatchObject({ state: "done", result });
  }
  expect((await ask("GET", "/v1/jobs")).json().jobs.map((job: { kind: string }) => job.kind)).toEqual([
    "purge",
    "replay",
  ]);
});

test.each(["relative/path", ""])("backup refuses the directory %j", async (directory) => {
  expect((await ask("POST", "/v1/backup", { directory })).json().error.code).toBe("bad-request");
});

test("unknown paths are 404 in the one error shape, known ones with another method 405 with Allow", async () => {
  const missing = await app.server.inject({ method: "GET", url: "/v1/nothing" });
  expect([missing.statusCode, missing.json().error.code]).toEqual([404, "not-found"]);
  const wrong = await app.server.inject({ method: "PATCH", url: "/v1/jobs/" });
  expect([wrong.statusCode, wrong.json().error.code, wrong.headers.allow]).toEqual([405, "wrong-method", "GET, HEAD"]);
});

test("every failure names a request id, and each is different", async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 3; i++)
    ids.add((await app.server.inject({ method: "GET", url: "/v1/nothing" })).json().error.requestId);
  expect(ids.size).toBe(3);
});

/** What a page asks with its write key, beside what it sends. */
const forPages = new Set([
  ...["/v1/decide", "/v1/decide/bundle", "/v1/decide/confirm", "/v1/prices", "/v1/inbox"],
  ...["/v1/privacy/texts", "/v1/privacy/consent", "/v1/privacy/why"],
  ...[
    "/ofrep/v1/evaluate/flags",
    "/ofrep/v1/evaluate/flags/{key}",
    "/api/features/{clientKey}",
    "/api/eval/{clientKey}",
  ],
]);

test("every route but the public ones refuses the write key and no key at all", async () => {
  const description = (await app.server.inject({ method: "GET", url: "/openapi.json" })).json();
  const open = new Set([
    "/health/live",
    "/health/ready",
    "/metrics",
    "/pixel/v1/track",
    "/pixel/v1/page",
    "/sourceConfig",
  ]);
  const tested: string[] = [];
  for (const [path, methods] of Object.entries(
    description.paths as Record<string, Record<string, { tags?: string[] }>>,
  )) {
    for (const [method, { tags = [] }] of Object.entries(methods)) {
      // Links in messages are for whoever has one, and so is the page where one signs in.
      const isLink = path.startsWith("/m/") || path.startsWith("/v1/session");
      const isPublic =
        isLink ||
        open.has(path) ||
        forPages.has(path) ||
        (tags.includes("collect") && !path.startsWith("/v1/collect/"));
      if (isPublic) continue;
      const url = path.replaceAll(/\{(\w+)\}/g, "x");
      const answer = (headers: Record<string, string>) =>
        app.server.inject({ method: method.toUpperCase() as "GET", url, headers });
      expect([path, (await answer({})).statusCode, (await answer(basic(writeKey))).statusCode]).toEqual([
        path,
        401,
        403,
      ]);
      tested.push(path);
    }
  }
  expect(tested.length).toBeGreaterThan(20);
});

test("openapi.json is OpenAPI 3.1 and /docs shows its routes without a script", async () => {
  const description = (await app.server.inject({ method: "GET", url: "/openapi.json" })).json();
  expect(description.openapi).toBe("3.1.0");
  expect(description.paths["/v1/decide"].post.requestBody).toBeDefined();
  const page = await app.server.inject({ method: "GET", url: "/docs" });
  expect(page.body).toContain("/v1/decide");
  expect(page.body).not.toContain("<script");
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
});

test("the storefront is told the public key alone", async () => {
  const response = await app.server.inject({ method: "GET", url: "/shop/config.json" });
  expect(response.json()).toEqual({ writeKey });
});
