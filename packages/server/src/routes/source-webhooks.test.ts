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

it("reads a draft order of nobody with several codes: empty texts name no person, and every code is told", async () => {
  app = await openMemoryApp({ configuration, shopifySecret });
  const draft = {
    ...order,
    id: 451,
    customer: null,
    email: "",
    contact_email: null,
    phone: null,
    source_name: "shopify_draft_order",
    total_discounts: "34.10",
    discount_codes: [
      { code: "AUTUMN", amount: "29.10", type: "percentage" },
      { code: "FIVE", amount: "5.00", type: "fixed_amount" },
    ],
    line_items: [{ product_id: null, sku: "", title: "Custom work", quantity: 1, price: "99.00" }],
  };
  expect((await hook("orders/create", draft)).json()).toEqual({ taken: 1 });
  const [entry] = await app.engine.stores.log.read(1, 1);
  expect(entry).toMatchObject({
    event: {
      identifiers: [{ namespace: "anonymous_id", value: "shopify:order:451" }],
      items: [{ itemId: "Custom work" }],
      properties: { coupon: "AUTUMN", coupons: ["AUTUMN", "FIVE"], discount: "34.10" },
    },
  });
});

it("keeps a customer's choice about text messages, and takes `not_subscribed` for no word", async () => {
  app = await openMemoryApp({ configuration, shopifySecret });
  await hook("customers/update", {
    id: 8,
    email: "bob@example.com",
    updated_at: "2026-11-20T10:00:00Z",
    email_marketing_consent: { state: "not_subscribed", opt_in_level: null },
    sms_marketing_consent: { state: "unsubscribed", consent_collected_from: "OTHER" },
  });
  expect((await profile("email/bob@example.com")).consent).toEqual({ "marketing-sms": false });
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
