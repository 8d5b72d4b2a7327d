import type { JsonObject } from "@attune/model/json";
import { beforeAll, describe, expect, it } from "vitest";
import type { SegmentPayload } from "./segment-payload.ts";
import { simulate } from "./simulate.ts";
import { smallShop } from "./small-shop.suite.ts";

describe("the payloads of a simulated shop", () => {
  const settings = smallShop({ count: 400 });
  let payloads: SegmentPayload[] = [];
  beforeAll(() => {
    payloads = [...simulate(settings)].flatMap((step) => (step.kind === "event" ? [step.payload] : []));
  });
  const named = (event: string) => payloads.filter((payload) => payload.event === event);
  const text = expect.any(String);
  const amount = expect.any(Number);

  it("carry a message id of their own, a time and someone's identifier", () => {
    expect(new Set(payloads.map(({ messageId }) => messageId)).size).toBe(payloads.length);
    for (const { timestamp, anonymousId, userId, messageId } of payloads) {
      expect(new Date(timestamp).toISOString()).toBe(timestamp);
      expect(anonymousId ?? userId).toBeTruthy();
      expect(messageId.length).toBeLessThan(100);
    }
  });

  it("use the names of Segment's e-commerce vocabulary", () => {
    expect(new Set(payloads.map(({ type, event }) => event ?? type))).toEqual(
      new Set([
        "page",
        "identify",
        "Products Searched",
        "Product List Viewed",
        "Product Viewed",
        "Product Added",
        "Product Removed",
        "Cart Viewed",
        "Checkout Started",
        "Order Completed",
        "Email Opened",
        "Email Link Clicked",
      ]),
    );
  });

  it("survive JSON unchanged and stay under the 32 KB of a write key's event", () => {
    for (const payload of payloads) {
      const json = JSON.stringify(payload);
      expect(JSON.parse(json)).toEqual(payload);
      expect(json.length).toBeLessThan(32_768);
    }
  });

  it("describe a product with id, name, category, brand and price", () => {
    for (const { properties } of [...named("Product Viewed"), ...named("Product Added")]) {
      expect(properties).toMatchObject({ product_id: text, name: text, category: text, brand: text, price: amount });
    }
  });

  it("add an order up in whole cents: lines, discount, tax, shipping and total", () => {
    const orders = named("Order Completed");
    expect(orders.length).toBeGreaterThan(20);
    const cents = (value: unknown) => Math.round((value as number) * 100);
    for (const { properties, userId } of orders) {
      const order = properties!;
      const lines = order.products as JsonObject[];
      const subtotal = lines.reduce((sum, { price, quantity }) => sum + cents(price) * (quantity as number), 0);
      expect(cents(order.subtotal)).toBe(subtotal);
      expect(cents(order.revenue)).toBe(subtotal - cents(order.discount));
      expect(cents(order.total)).toBe(cents(order.revenue) + cents(order.tax) + cents(order.shipping));
      expect(order.currency).toBe("EUR");
      expect(userId).toBeTruthy();
    }
    expect(new Set(orders.map(({ properties }) => properties!.order_id)).size).toBe(orders.length);
  });

  it("know a person by each device's anonymous id alone, until they log in there", () => {
    const seen = new Map<string, Set<string | undefined>>();
    const identified = new Set<string>();
    for (const { type, anonymousId, userId } of payloads) {
      if (!anonymousId) continue;
      if (type === "identify") identified.add(anonymousId);
      if (userId) expect(identified).toContain(anonymousId);
      seen.set(anonymousId, (seen.get(anonymousId) ?? new Set()).add(userId));
    }
    const both = settings.shoppers.filter(({ devices }) => devices.filter((d) => seen.has(d.anonymousId)).length === 2);
    expect(both.length).toBeGreaterThan(20);
    expect([...seen.values()].some((ids) => ids.size === 1 && ids.has(undefined))).toBe(true);
  });
});
