import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

async function send(...batch: object[]): Promise<void> {
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(secretKey),
    payload: { batch },
  });
  expect(response.statusCode).toBe(200);
}

async function get(url: string) {
  return app.server.inject({ method: "GET", url, headers: basic(secretKey) });
}

const ada = { userId: "ada", anonymousId: "browser-1" };

test("any identifier leads to the same profile, with money in units, times in ISO, the cart and affinities that add up to one", async () => {
  await send(
    { type: "identify", ...ada, traits: { email: "ada@example.com", plan: "gold" }, timestamp: "2026-11-20T10:00:00Z" },
    {
      type: "track",
      event: "Order Completed",
      ...ada,
      timestamp: "2026-11-20T11:00:00Z",
      properties: {
        order_id: "o1",
        total: "19.99",
        currency: "GBP",
        products: [{ product_id: "p1", category: "Tea", price: 19.99, quantity: 1 }],
      },
    },
    {
      type: "track",
      event: "Product Added",
      ...ada,
      timestamp: "2026-11-21T11:00:00Z",
      properties: { product_id: "p2", category: "Cups", price: 5, quantity: 2, currency: "GBP" },
    },
  );
  const byUser = (await get("/v1/profiles/user_id/ada")).json();
  const byEmail = (await get("/v1/profiles/email/ada%40example.com")).json();
  const byBrowser = (await get("/v1/profiles/anonymous_id/browser-1/")).json();
  const byProfile = (await get(`/v1/profiles/profile_id/${byUser.profileId}`)).json();
  expect([byEmail, byBrowser, byProfile]).toEqual([byUser, byUser, byUser]);
  expect(byUser).toMatchObject({
    traits: { email: "ada@example.com", plan: "gold" },
    firstSeenAt: "2026-11-20T10:00:00.000Z",
    lastSeenAt: "2026-11-21T11:00:00.000Z",
    eventCount: 3,
    commerce: { orderCount: 1, gross: 19.99, refunded: 0, lastOrderAt: "2026-11-20T11:00:00.000Z" },
    cart: [{ itemId: "p2", quantity: 2 }],
  });
  const shares = byUser.affinities.categories as Array<{ value: string; share: number }>;
  expect(shares.map((share) => share.value)).toEqual(["Tea", "Cups"]);
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("the history is newest first and pages by offset without gaps or repeats", async () => {
  await send(...Array.from({ length: 7 }, (_, n) => ({ type: "track", event: `Step ${n}`, ...ada })));
  const seen: string[] = [];
  let before = "";
  for (let page = 0; page < 4; page++) {
    const { events, next } = (await get(`/v1/profiles/user_id/ada/events?limit=3${before}`)).json();
    seen.push(...events.map((event: { name: string }) => event.name));
    if (next === null) break;
    before = `&before=${next}`;
  }
  expect(seen).toEqual(["Step 6", "Step 5", "Step 4", "Step 3", "Step 2", "Step 1", "Step 0"]);
});

test("somebody unknown is 404 not-found", async () => {
  const response = await get("/v1/profiles/user_id/nobody");
  expect([response.statusCode, response.json().error.code]).toEqual([404, "not-found"]);
});

test("the write key, which is public, opens no profile", async () => {
  await send({ type: "identify", ...ada });
  const response = await app.server.inject({
    method: "GET",
    url: "/v1/profiles/user_id/ada",
    headers: basic(writeKey),
  });
  expect([response.statusCode, response.json().error.code]).toEqual([403, "not-allowed"]);
});

test("an erased person is gone from every path, and others stay", async () => {
  await send({ type: "identify", ...ada }, { type: "identify", userId: "grace" });
  const response = await app.server.inject({
    method: "DELETE",
    url: "/v1/profiles/user_id/ada",
    headers: basic(secretKey),
  });
  expect(response.json()).toMatchObject({ erased: true, entries: 1 });
  expect((await get("/v1/profiles/user_id/ada")).statusCode).toBe(404);
  expect((await get("/v1/profiles/anonymous_id/browser-1")).statusCode).toBe(404);
  expect((await get("/v1/profiles/user_id/grace")).statusCode).toBe(200);
});

test("unmerge takes another person's identifiers out again", async () => {
  await send(
    { type: "identify", userId: "ada", timestamp: "2026-11-20T10:00:00Z" },
    { type: "track", event: "Page Opened", anonymousId: "borrowed", timestamp: "2026-11-20T10:01:00Z" },
    { type: "identify", userId: "ada", anonymousId: "borrowed", timestamp: "2026-11-20T10:02:00Z" },
  );
  const merged = (await get("/v1/profiles/anonymous_id/borrowed")).json();
  expect(merged.profileId).toBe((await get("/v1/profiles/user_id/ada")).json().profileId);
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/profiles/user_id/ada/unmerge",
    headers: basic(secretKey),
    payload: { identifiers: [{ namespace: "anonymous_id", value: "borrowed" }] },
  });
  expect(response.statusCode).toBe(200);
  expect(response.json().restored).toHaveLength(2);
  const apart = (await get("/v1/profiles/anonymous_id/borrowed")).json();
  expect(apart.profileId).not.toBe((await get("/v1/profiles/user_id/ada")).json().profileId);
});

test.each([
  [{}, "identifiers"],
  [{ identifiers: [] }, "identifiers"],
  [{ identifiers: [{ namespace: "email" }] }, "identifiers[0].value"],
  [{ identifiers: [{ namespace: "email", value: "x", kind: "y" }] }, "identifiers[0].kind"],
  ["text", "body"],
])("unmerge refuses %j and names %s", async (payload, path) => {
  await send({ type: "identify", ...ada });
  const response = await app.server.inject({
    method: "POST",
    url: "/v1/profiles/user_id/ada/unmerge",
    headers: basic(secretKey),
    payload: JSON.stringify(payload),
  });
  expect([response.statusCode, response.json().error.code, response.json().error.path]).toEqual([
    400,
    "bad-request",
    path,
  ]);
});

test.each(["limit=0", "limit=abc", "limit=1001", "before=-1", "before=x"])("history refuses ?%s", async (query) => {
  await send({ type: "identify", ...ada });
  const response = await get(`/v1/profiles/user_id/ada/events?${query}`);
  expect([response.statusCode, response.json().error.code]).toEqual([400, "bad-request"]);
});

test("a person is found by an e-mail address or a phone number however it is typed, as the events were kept", async () => {
  await send({ type: "identify", userId: "ada", traits: { email: "Ada@Example.com", phone: "+44 20 7946 0000" } });
  for (const path of [
    "email/ADA@example.COM",
    "email/%20ada@example.com%20",
    "phone/0044-20-7946-0000",
    "user_id/%20ada",
  ])
    expect((await get(`/v1/profiles/${path}`)).statusCode, path).toBe(200);
  for (const path of ["user_id/ADA", "user_id/null", "email/nobody"])
    expect((await get(`/v1/profiles/${path}`)).statusCode, path).toBe(404);
});
