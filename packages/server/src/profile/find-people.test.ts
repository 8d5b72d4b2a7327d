import { afterAll, beforeAll, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";
import { sendBatch } from "../testing/send-batch.ts";

let app: MemoryApp;
beforeAll(async () => {
  app = await openMemoryApp();
  const order = (order_id: string) => ({ order_id, total: 10, currency: "EUR" });
  await sendBatch(app, [
    { type: "identify", anonymousId: "browser-1", userId: "ada", traits: { email: "Ada@Example.com" } },
    { type: "track", event: "Order Completed", userId: "ada", properties: order("A-1001") },
    { type: "track", event: "Order Completed", anonymousId: "later-cy", properties: order("1002") },
    { type: "identify", anonymousId: "later-cy", userId: "cy" },
    { type: "track", event: "Product Viewed", userId: "1002", properties: { product_id: "mug" } },
    {
      type: "track",
      event: "Product Viewed",
      userId: "dan",
      context: { externalIds: [{ type: "crm_id", id: "a:b", collection: "users", encoding: "none" }] },
    },
  ]);
  await app.engine.settled(10_000);
});
afterAll(() => app.close());

async function find(knownBy: string, namespace?: string): Promise<string[]> {
  const query = new URLSearchParams({ knownBy, ...(namespace === undefined ? {} : { namespace }) });
  const answer = await app.server.inject({ url: `/v1/profiles?${query}`, headers: basic(secretKey) });
  const { people } = answer.json() as { people: Array<{ profileId: string; knownBy: object }> };
  const names: string[] = [];
  for (const { profileId, knownBy } of people) {
    const profile = await app.engine.findProfile({ namespace: "profile_id", value: profileId });
    const userId = profile?.identities.find(({ namespace }) => namespace === "user_id")?.value;
    names.push(`${userId} by ${Object.values(knownBy).join(" ")}`);
  }
  return names;
}

test("a person is found by any identifier, in the form in which events are kept", async () => {
  expect(await find(" ADA@example.COM ")).toEqual(["ada by email ada@example.com"]);
  expect(await find("browser-1")).toEqual(["ada by anonymous_id browser-1"]);
});

test("a namespace that is named is taken at its word, the value may hold colons", async () => {
  expect(await find("user_id:ada")).toEqual(["ada by user_id ada"]);
  expect(await find("crm_id:a:b")).toEqual(["dan by crm_id a:b"]);
  expect(await find("user_id:A-1001")).toEqual([]);
  expect(await find("ada", "anonymous_id")).toEqual([]);
});

test("an order's number leads to whose the order is now", async () => {
  expect(await find("A-1001")).toEqual(["ada by order_id A-1001"]);
  expect(await find("order_id:A-1001")).toEqual(["ada by order_id A-1001"]);
  expect(await find("1002", "order_id")).toEqual(["cy by order_id 1002"]);
});

test("where a user id and an order's number are alike, both people are told", async () => {
  expect(await find("1002")).toEqual(["1002 by user_id 1002", "cy by order_id 1002"]);
});

test("nobody is an answer; nothing to look for is refused", async () => {
  expect(await find("nobody@example.com")).toEqual([]);
  expect(await find("null")).toEqual([]);
  const empty = await app.server.inject({ url: "/v1/profiles?knownBy=", headers: basic(secretKey) });
  expect(empty.statusCode).toBe(400);
});
