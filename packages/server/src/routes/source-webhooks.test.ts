import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const shopifySecret = "hush";
const configuration = "business:\n  currency: USD\n";
const recorded = resolve(
  process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data"),
  "shopify-fixtures/go-shopify/order.json",
);

let app: MemoryApp;
afterEach(() => app.close());

async function hook(topic: string, payload: object, secret = shopifySecret) {
  const body = JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "x-shopify-topic": topic,
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
  };
  return app.server.inject({ method: "POST", url: "/v1/sources/shopify", headers, payload: body });
}

async function profile(who: string) {
  const answer = await app.server.inject({ url: `/v1/profiles/${who}`, headers: basic(secretKey) });
  return { status: answer.statusCode, ...answer.json() };
}

const order = {
  id: 450,
  email: "ada@example.com",
  created_at: "2026-11-20T10:00:00Z",
  total_price: "35.00",
  total_tax: "0.00",
  currency: "USD",
  shipping_lines: [{ price: "5.00" }],
  line_items: [{ product_id: 9, title: "Mug", quantity: 3, price: "10.00" }],
  customer: { id: 7, email: "ada@example.com" },
};

it("takes Shopify's orders once, and their refunds when the order is told again, for the same person", async () => {
  app = await openMemoryApp({ configuration, shopifySecret });
  for (let i = 0; i < 2; i++) expect((await hook("orders/create", order)).statusCode).toBe(200);
  const refunds = [
    {
      id: 1,
      created_at: "2026-11-21T10:00:00Z",
      refund_line_items: [{ quantity: 1, line_item: order.line_items[0] }],
      transactions: [{ kind: "refund", status: "success", amount: "10.00" }],
    },
  ];
  for (let i = 0; i < 2; i++)
    expect((await hook("orders/updated", { ...order, refunds })).json()).toEqual({ taken: 1 });
  expect(await profile("user_id/7")).toMatchObject({
    commerce: { orderCount: 1, refundCount: 1, gross: 35, refunded: 10 },
  });
});

it("refuses what Shopify did not sign, and everything where no secret is set", async () => {
  app = await openMemoryApp({ configuration, shopifySecret });
  expect((await hook("orders/create", order, "guessed")).statusCode).toBe(401);
  await app.close();
  app = await openMemoryApp({ configuration });
  expect((await hook("orders/create", order)).statusCode).toBe(401);
});

it("keeps a customer's choice about e-mail, and erases who is to be redacted", async () => {
  app = await openMemoryApp({ configuration, shopifySecret });
  const customer = {
    id: 7,
    email: "ada@example.com",
    first_name: "Ada",
    updated_at: "2026-11-20T10:00:00Z",
    email_marketing_consent: { state: "subscribed" },
  };
  await hook("customers/update", customer);
  expect(await profile("email/ada@example.com")).toMatchObject({ consent: { "marketing-email": true } });
  expect((await hook("customers/redact", { customer: { id: 7, email: "ada@example.com" } })).json()).toEqual({
    taken: 1,
  });
  expect((await profile("email/ada@example.com")).status).toBe(404);
});

if (!existsSync(recorded)) console.warn(`skipped: ${recorded} is not there`);
it.skipIf(!existsSync(recorded))("reads an order as Shopify's API gives it", async () => {
  app = await openMemoryApp({ configuration, shopifySecret });
  const { order: given } = JSON.parse(readFileSync(recorded, "utf8"));
  expect((await hook("orders/create", given)).json()).toEqual({ taken: 1 });
  // 10.00 in all, at jon@doe.ca.
  expect(await profile("email/jon@doe.ca")).toMatchObject({ commerce: { orderCount: 1, gross: 10 } });
});

it("takes GA4's Measurement Protocol: purchases once, with items and the client's id", async () => {
  app = await openMemoryApp({ configuration });
  const payload = {
    client_id: "111.222",
    timestamp_micros: testNow * 1_000,
    events: [
      {
        name: "purchase",
        params: {
          transaction_id: "T1",
          value: 25,
          currency: "USD",
          items: [{ item_id: "MUG", item_name: "Mug", price: 12.5, quantity: 2 }],
        },
      },
      { name: "view_item", params: { items: [{ item_id: "PAN" }] } },
    ],
  };
  const send = (key: string) =>
    app.server.inject({ method: "POST", url: `/mp/collect?measurement_id=G-1&api_secret=${key}`, payload });
  expect((await send("nobody")).statusCode).toBe(401);
  for (let i = 0; i < 2; i++) expect((await send(writeKey)).statusCode).toBe(204);
  expect(await profile("anonymous_id/111.222")).toMatchObject({ commerce: { orderCount: 1, gross: 25 } });
});
