import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

const paths = fc.constantFrom(
  "/v1/batch",
  "/v1/t",
  "/v1/identify",
  "/v1/alias",
  "/api/s/page",
  "/beacon/v1/batch",
  "/v1/import/",
);

async function countKept(): Promise<number> {
  const counts = await app.engine.stores.quarantine.countByCode();
  const quarantined = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return quarantined + (await app.engine.stores.log.head());
}

test("whatever bytes come with a right key, plain or gzip: 200, and something of them is kept or set aside", async () => {
  await fc.assert(
    fc.asyncProperty(paths, fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (url, bytes, zip) => {
      const before = await countKept();
      const payload = zip ? gzipSync(bytes) : Buffer.from(bytes);
      const response = await app.server.inject({ method: "POST", url, headers: basic(writeKey), payload });
      expect(response.statusCode).toBe(200);
      expect(await countKept()).toBeGreaterThan(before);
    }),
    { numRuns: 150 },
  );
});

test("whatever JSON comes as a batch: every element is kept, quarantined, or dropped as a duplicate; none is lost", async () => {
  const event = fc.record(
    {
      type: fc.oneof(fc.constantFrom("track", "identify", "page", "alias", "group", "screen"), fc.jsonValue()),
      event: fc.oneof(fc.constantFrom("Order Completed", "Product Viewed"), fc.jsonValue()),
      userId: fc.oneof(fc.string(), fc.jsonValue()),
      anonymousId: fc.jsonValue(),
      timestamp: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.jsonValue(),
      ),
      properties: fc.oneof(
        fc.record({ total: fc.jsonValue(), currency: fc.jsonValue(), products: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      traits: fc.jsonValue(),
      context: fc.jsonValue(),
      messageId: fc.jsonValue(),
      sentAt: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(event, fc.jsonValue()), { maxLength: 8 }),
      fc.jsonValue(),
      async (batch, sentAt) => {
        const before = await countKept();
        const droppedBefore = await droppedCount();
        const payload = JSON.stringify({ batch, sentAt });
        const response = await app.server.inject({
          method: "POST",
          url: "/v1/batch",
          headers: basic(secretKey),
          payload,
        });
        expect(response.statusCode).toBe(200);
        const merges = await mergeCount();
        const accounted = (await countKept()) - before + ((await droppedCount()) - droppedBefore) - merges.since();
        expect(accounted).toBe(batch.length);
      },
    ),
    { numRuns: 150 },
  );
});

let mergesSeen = 0;
async function mergeCount() {
  const entries = await app.engine.stores.log.read(1, 100_000);
  const merges = entries.filter((entry) => entry.kind === "merge").length;
  const since = merges - mergesSeen;
  mergesSeen = merges;
  return { since: () => since };
}

async function droppedCount(): Promise<number> {
  const text = (await app.server.inject({ method: "GET", url: "/metrics" })).body;
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("attune_events_total") && line.includes('outcome="dropped"'));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

test("whatever is asked of decide: an answer or a 400 that names the field, never a failure", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (body) => {
      const response = await app.server.inject({
        method: "POST",
        url: "/v1/decide",
        headers: basic(writeKey),
        payload: JSON.stringify(body),
      });
      expect([200, 400]).toContain(response.statusCode);
    }),
    { numRuns: 150 },
  );
});

test("whatever path is asked for: never a failure, and always the one error shape", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("GET", "POST", "PUT", "DELETE"), fc.webPath(), async (method, path) => {
      const response = await app.server.inject({
        method: method as "GET",
        url: `/v1${path || "/"}`,
        headers: basic(writeKey),
      });
      expect(response.statusCode).toBeLessThan(500);
      if (response.statusCode >= 400) expect(response.json().error).toMatchObject({ code: expect.any(String) });
    }),
    { numRuns: 150 },
  );
});
