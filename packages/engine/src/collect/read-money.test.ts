import { describe, expect, it } from "vitest";
import { euros, fate, kept, track, withRevenue } from "./collect-cases.suite.ts";
import type { CollectSettings } from "./envelope.ts";
import { decidedCurrency } from "./read-currency.ts";

const amountOf = (raw: object, settings: CollectSettings = euros) => kept(raw, {}, settings).money?.amountMicros;
const order = (properties: object) => track("Order Completed", properties);
const undecided: CollectSettings = { ...euros, reportingCurrency: null };

describe("the money of an order", () => {
  // The example order of segment.com/docs/connections/spec/ecommerce/v2/#order-completed.
  const example = {
    order_id: "o1",
    total: 27.5,
    subtotal: 22.5,
    revenue: 22.5,
    shipping: 3,
    tax: 2,
    discount: 2.5,
    currency: "EUR",
  };

  it.each([
    [{ includeTax: false, includeShipping: false }, 22_500_000],
    [{ includeTax: true, includeShipping: false }, 24_500_000],
    [{ includeTax: false, includeShipping: true }, 25_500_000],
    [{ includeTax: true, includeShipping: true }, 27_500_000],
  ])("counts by the business's definition %j", (revenue, micros) => {
    expect(amountOf(order(example), withRevenue(revenue))).toBe(micros);
    const { revenue: _, ...withTotal } = example;
    expect(amountOf(order(withTotal), withRevenue(revenue))).toBe(micros);
  });

  it("is revenue, else total less tax and shipping, else value, else subtotal, else the lines less discount", () => {
    const products = [
      { product_id: "a", price: "19.10", quantity: 1 },
      { product_id: "b", price: 3.2, quantity: 2 },
    ];
    expect(amountOf(order({ revenue: 1, total: 2, products }))).toBe(1_000_000);
    expect(amountOf(order({ total: 27.5, tax: 2, shipping: 3, value: 9, products }))).toBe(22_500_000);
    expect(amountOf(order({ value: 9, subtotal: 8, products }))).toBe(9_000_000);
    expect(amountOf(order({ subtotal: 8, products }))).toBe(8_000_000);
    expect(amountOf(order({ products }))).toBe(25_500_000);
    expect(amountOf(order({ products, discount: "0.5" }))).toBe(25_000_000);
  });

  it("is not invented where no amount is stated", () => {
    expect(kept(order({ order_id: "o1" }))).not.toHaveProperty("money");
    expect(kept(order({ products: [{ product_id: "a", price: 5 }, { product_id: "b" }] }))).not.toHaveProperty("money");
    expect(amountOf(order({ revenue: 0 }))).toBe(0);
  });

  it("is exact where floating point is not", () => {
    const lines = Array.from({ length: 10 }, () => ({ product_id: "a", price: 0.1, quantity: 3 }));
    expect(amountOf(order({ products: lines }))).toBe(3_000_000);
    expect(amountOf(order({ revenue: 1.005, currency: "USD" }))).toBe(904_500);
  });

  it.each([
    [{ revenue: -1 }, "negative-amount at properties"],
    [{ total: 5, tax: 6 }, "negative-amount at properties"],
    [{ revenue: 5, tax: -1 }, "negative-amount at properties.tax"],
    [{ products: [{ product_id: "a", price: -1 }] }, "negative-amount at properties.products[0].price"],
    [{ products: [{ product_id: "a", price: 1, quantity: -2 }] }, "negative-amount at properties.products[0].quantity"],
    [{ revenue: "much" }, "bad-amount at properties.revenue"],
    [{ revenue: 1e12 }, "bad-amount at properties.revenue"],
    [{ revenue: {} }, "bad-amount at properties.revenue"],
    [{ products: [{ product_id: "a", price: "1,5" }] }, "bad-amount at properties.products[0].price"],
    [{ products: [{ product_id: "a", quantity: "few" }] }, "wrong-type at properties.products[0].quantity"],
    [{ products: ["a"] }, "wrong-type at properties.products[0]"],
    [{ products: "a, b" }, "wrong-type at properties.products"],
    [{ revenue: 5, currency: "euro" }, "bad-currency at properties.currency"],
    [{ revenue: 5, currency: "XXX" }, "bad-currency at properties.currency"],
    [{ revenue: 5, currency: "JPY" }, "unknown-rate at properties.currency"],
    [
      { revenue: 5, currency: "EUR", products: [{ product_id: "a", currency: "USD" }] },
      "mixed-currencies at properties.products[0].currency",
    ],
    [
      { products: [{ product_id: "a", price: 1, currency: "EUR" }, { currency: "USD" }] },
      "mixed-currencies at properties.products[1].currency",
    ],
  ])("of %j is refused: %s", (properties, expected) => {
    expect(fate(order(properties))).toBe(expected);
  });

  it("is none, and its currency does not matter, where there is no amount", () => {
    expect(fate(order({ currency: "JPY", products: [{ product_id: "a" }] }))).toBe("keep");
    expect(fate(track("Signed Up", { currency: "gold" }))).toBe("keep");
    expect(fate(track("Product Viewed", { product_id: "a", price: 5, currency: "JPY" }))).toBe(
      "unknown-rate at properties.currency",
    );
  });

  it("takes the products' currency where the event names none", () => {
    expect(kept(order({ revenue: 10, products: [{ product_id: "a", currency: "usd" }] })).money).toMatchObject({
      amountMicros: 9_000_000,
      originalCurrency: "USD",
    });
  });
});

describe("the money of other events", () => {
  it("of a refund is what was paid back, positive", () => {
    expect(kept(track("Order Refunded", { order_id: "o1", total: 30 })).money).toMatchObject({
      kind: "refund",
      amountMicros: 30_000_000,
    });
    expect(fate(track("Order Refunded", { total: -30 }))).toBe("negative-amount at properties");
    const imported = kept(track("Order Refunded", { revenue: "-373.57" }), { source: "import:online-retail" });
    expect(imported.money).toMatchObject({ kind: "refund", amountMicros: -373_570_000 });
    expect(fate(order({ revenue: -1 }), { source: "import:x" })).toBe("negative-amount at properties");
  });

  it("of an adjustment has a sign", () => {
    expect(kept(track("Balance Adjusted", { amount: "-53594.36" })).money).toMatchObject({
      kind: "adjustment",
      amountMicros: -53_594_360_000,
    });
  });

  it.each(["Order Updated", "Order Cancelled", "Checkout Started", "Product Viewed", "Stock Adjusted"])(
    "is none for %s",
    (name) => {
      expect(kept(track(name, { revenue: 5, total: 5, value: 5, product_id: "a" }))).not.toHaveProperty("money");
    },
  );
});

describe("decidedCurrency", () => {
  it("is that of the first priced event that names one", () => {
    expect(decidedCurrency(kept(order({ revenue: 5, currency: "gbp" }), {}, undecided))).toBe("GBP");
    expect(
      decidedCurrency(kept(track("Product Viewed", { product_id: "a", price: 5, currency: "gbp" }), {}, undecided)),
    ).toBe("GBP");
    expect(decidedCurrency(kept(order({ revenue: 5 }), {}, undecided))).toBeNull();
    expect(
      decidedCurrency(kept(track("Product Viewed", { product_id: "a", currency: "GBP" }), {}, undecided)),
    ).toBeNull();
    expect(decidedCurrency(kept(track("Tea Poured", { currency: "GBP" }), {}, undecided))).toBeNull();
  });

  it("leaves amounts as they are while none is decided", () => {
    expect(kept(order({ revenue: 5, currency: "JPY" }), {}, undecided).money).toMatchObject({
      amountMicros: 5_000_000,
      originalCurrency: "JPY",
    });
    expect(kept(order({ revenue: 5 }), {}, undecided).money).toMatchObject({
      amountMicros: 5_000_000,
      originalCurrency: "XXX",
    });
  });
});
