import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration: "segments: { gold: { when: { trait: plan, is: gold } } }" });
  const person = (userId: string, traits: object, marketing?: boolean) => ({
    type: "identify",
    userId,
    traits: { plan: "gold", ...traits },
    context: marketing === undefined ? {} : { consent: { marketing } },
  });
  const order = {
    type: "track",
    event: "Order Completed",
    userId: "bea",
    properties: { order_id: "1", total: 5, currency: "EUR" },
  };
  await app.engine.collect(
    [
      person("ada", { email: "Ada@Example.com" }, true),
      person("bea", { email: "bea@example.com" }, true),
      order,
      person("cat", { email: "cat@example.com" }),
      person("dan", {}, true),
      person("eve", { email: "eve@example.com", plan: "free" }, true),
    ],
    { source: "http", receivedAt: testNow, maxEventBytes: 32_768, deduplicate: "day" },
  );
  await app.engine.segments.settled(10_000);
});
afterEach(() => app.close());

const ask = async (query: string) =>
  (await app.server.inject({ url: `/v1/segments/gold/audience?${query}`, headers: basic(secretKey) })).json();

describe("a segment's audience", () => {
  it("has who consented and can be named, without recent buyers; and says who was left out", async () => {
    expect(await ask("")).toEqual({
      people: [{ identifier: "ada@example.com", since: expect.any(Number) }],
      leftOut: { noConsent: 1, noIdentifier: 1, boughtLately: 1 },
      next: null,
    });
    const withBuyers = await ask("withoutBoughtDays=0");
    expect(withBuyers.people.map(({ identifier }: { identifier: string }) => identifier).sort()).toEqual([
      "ada@example.com",
      "bea@example.com",
    ]);
  });

  it("hashes as ad platforms do, and comes page by page", async () => {
    const hash = createHash("sha256").update("ada@example.com").digest("hex");
    expect((await ask("hashed=true")).people[0].identifier).toBe(hash);
    const seen: string[] = [];
    let after = "";
    for (let page = 0; page < 10; page++) {
      const { people, next } = await ask(`limit=1${after === "" ? "" : `&after=${after}`}`);
      seen.push(...people.map(({ identifier }: { identifier: string }) => identifier));
      if (next === null) break;
      after = next;
    }
    expect(seen).toEqual(["ada@example.com"]);
  });

  it("needs the secret key, and a segment that is declared", async () => {
    const url = "/v1/segments/gold/audience";
    expect((await app.server.inject({ url, headers: basic(writeKey) })).statusCode).toBe(403);
    const unknown = await app.server.inject({ url: "/v1/segments/silver/audience", headers: basic(secretKey) });
    expect(unknown.statusCode).toBe(404);
  });
});
