import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { kept, track } from "./collect-cases.suite.ts";
import { maxItems } from "./read-items.ts";

const dataFolder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");
const shopifyOrder = resolve(dataFolder, "shopify-fixtures/go-shopify/order.json");

describe("the items of an event", () => {
  it("are a product event's own properties", () => {
    const event = kept(
      track("Product Viewed", {
        product_id: 7,
        sku: "G-32",
        name: "Monopoly",
        category: "Games",
        brand: "Hasbro",
        price: "18.99",
      }),
    );
    expect(event.items).toEqual([
      { itemId: "7", quantity: 1, name: "Monopoly", category: "Games", brand: "Hasbro", priceMicros: 18_990_000 },
    ]);
  });

  it("are found under the stock keeping unit, and under the `id` of Segment's v1", () => {
    expect(kept(track("Product Viewed", { sku: "G-32" })).items).toEqual([{ itemId: "G-32", quantity: 1 }]);
    expect(kept(track("Added Product", { id: "p9", quantity: "3" })).items).toEqual([{ itemId: "p9", quantity: 3 }]);
    expect(kept(track("Product Viewed", { name: "no id" })).items).toEqual([]);
  });

  it("are read from GA4's purchase", () => {
    // The sample of developers.google.com/analytics/devguides/collection/ga4/reference/events#purchase, shortened.
    const event = kept(
      track("purchase", {
        transaction_id: "T_12345",
        value: 72.05,
        tax: 3.6,
        shipping: 5.99,
        currency: "USD",
        items: [
          {
            item_id: "SKU_12345",
            item_name: "Stan and Friends Tee",
            item_brand: "Google",
            item_category: "Apparel",
            price: 10.01,
            quantity: 3,
          },
        ],
      }),
    );
    expect(event).toMatchObject({
      name: "Order Completed",
      originalName: "purchase",
      items: [
        {
          itemId: "SKU_12345",
          name: "Stan and Friends Tee",
          brand: "Google",
          category: "Apparel",
          quantity: 3,
          priceMicros: 9_009_000,
        },
      ],
      money: { amountMicros: 64_845_000, originalAmountMicros: 72_050_000, orderId: "T_12345" },
      properties: { order_id: "T_12345" },
    });
    expect(event.properties).toHaveProperty("products");
    expect(event.properties).not.toHaveProperty("items");
  });

  if (!existsSync(shopifyOrder)) console.warn(`skipped: ${shopifyOrder} is not there`);
  it.skipIf(!existsSync(shopifyOrder))("are read from a Shopify order as its webhook sends it", () => {
    const { order } = JSON.parse(readFileSync(shopifyOrder, "utf8"));
    const event = kept(track("orders/create", order));
    // order.json: total_price 10.00, total_tax 0.00, no shipping; one line without a product of the catalogue beside those with one.
    expect(event.money).toMatchObject({
      kind: "order",
      originalCurrency: order.currency ?? "EUR",
      orderId: String(order.id),
    });
    expect(event.money?.originalAmountMicros).toBe(
      Math.round((Number(order.total_price) - Number(order.total_tax)) * 1e6),
    );
    expect(event.items.map((item) => item.itemId)).toEqual(
      order.line_items.map((line: { product_id: number | null; sku: string; id: number }) =>
        String(line.product_id ?? (line.sku || line.id)),
      ),
    );
  });

  it("are read from a Shopify refund, whose lines wrap those of the order", () => {
    const event = kept(
      track("refunds/create", {
        id: 509562969,
        order_id: 450789469,
        refund_line_items: [
          { quantity: 1, line_item: { product_id: 632910392, title: "IPod Nano", price: "199.00", quantity: 2 } },
        ],
        transactions: [
          { kind: "refund", status: "success", amount: "150.00" },
          { kind: "sale", status: "success", amount: "409.94" },
          { kind: "refund", status: "failure", amount: "9.00" },
        ],
      }),
    );
    expect(event).toMatchObject({
      name: "Order Refunded",
      items: [{ itemId: "632910392", name: "IPod Nano", quantity: 1, priceMicros: 199_000_000 }],
      money: { kind: "refund", amountMicros: 150_000_000, orderId: "450789469" },
    });
  });

  it("beyond the bound stay in the properties and in the sum", () => {
    const products = Array.from({ length: maxItems + 5 }, (_, i) => ({ product_id: `p${i}`, price: 1 }));
    const event = kept(track("Order Completed", { products }), { maxEventBytes: 1e6 });
    expect(event.items).toHaveLength(maxItems);
    expect(event.properties.products).toHaveLength(maxItems + 5);
    expect(event.money?.amountMicros).toBe((maxItems + 5) * 1e6);
  });
});
