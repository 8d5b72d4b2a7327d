import { expect, test } from "vitest";
import { conditionOutline } from "./condition-words.ts";

test("every kind of clause reads as a line", () => {
  const words = (condition: Parameters<typeof conditionOutline>[0]) => conditionOutline(condition).words;
  expect(words({ visitor: "new" })).toBe("A new visitor");
  expect(words({ cart: "not-empty" })).toBe("Something is in the cart");
  expect(words({ trait: "tier", is: "gold" })).toBe("Trait tier is gold");
  expect(words({ trait: "age", atLeast: 18 })).toBe("Trait age is at least 18");
  expect(words({ trait: "tier", in: ["gold", "silver"] })).toBe("Trait tier is one of gold, silver");
  expect(words({ trait: "email", exists: false })).toBe("Trait email is not known");
  expect(words({ context: "device", isNot: "phone" })).toBe("device of the request is not phone");
});

test("an event without bounds means at least once; bounds and days are said", () => {
  const words = (condition: Parameters<typeof conditionOutline>[0]) => conditionOutline(condition).words;
  expect(words({ event: "Product Viewed" })).toBe("Product Viewed at least once");
  expect(words({ event: "Product Viewed", atLeast: 2, withinDays: 7 })).toBe(
    "Product Viewed at least twice in the last 7 days",
  );
  expect(words({ event: "Order Completed", atMost: 0 })).toBe("Order Completed never");
  expect(words({ event: "Order Completed", atLeast: 1, atMost: 3 })).toBe(
    "Order Completed at least once and at most 3 times",
  );
});

test("joined clauses open a list below", () => {
  expect(conditionOutline({ all: [{ visitor: "new" }, { not: { cart: "empty" } }] })).toEqual({
    words: "All of",
    below: [
      { words: "A new visitor", below: [] },
      { words: "Not", below: [{ words: "The cart is empty", below: [] }] },
    ],
  });
});

test("touches, times since, sums and carts read as sentences", () => {
  const words = (condition: Parameters<typeof conditionOutline>[0]) => conditionOutline(condition).words;
  expect(words({ touched: "view", sameItem: true, atLeast: 3, withinDays: 7 })).toBe(
    "Looked at one and the same product at least 3 times in the last 7 days",
  );
  expect(words({ touched: "cart", category: ["Lighting", "Garden"], priceAtLeast: 20 })).toBe(
    "Put into the cart a product of Lighting or Garden, priced at least 20 at least once",
  );
  expect(words({ daysSince: "Order Completed", atLeast: 60 })).toBe("Order Completed at least 60 days ago");
  expect(words({ hoursSince: "Product Added", atLeast: 1, atMost: 72 })).toBe("Product Added 1 to 72 hours ago");
  expect(words({ sum: "revenue", atLeast: 100, withinDays: 30 })).toBe(
    "Orders after refunds of at least 100 in the last 30 days",
  );
  expect(words({ inCart: "value", atLeast: 50 })).toBe("In the cart a product, worth at least 50");
});

test("a sequence says its steps in order, each with its own window, and the window of the whole", () => {
  const words = (condition: Parameters<typeof conditionOutline>[0]) => conditionOutline(condition).words;
  expect(
    words({
      sequence: [
        { event: "Product Viewed", atLeast: 3, withinDays: 7 },
        { event: "Order Completed", atMost: 0, withinHours: 1 },
      ],
      withinDays: 30,
    }),
  ).toBe(
    "Product Viewed at least 3 times within 7 days, then Order Completed never within 1 hour, all in the last 30 days",
  );
  expect(
    words({
      sequence: [{ touched: "view", brand: "Kleinholz" }, { touched: "cart" }],
      sameItem: true,
      withinHours: 1,
    }),
  ).toBe(
    "Looked at a product, by Kleinholz at least once, then Put into the cart a product at least once, all of one and the same product, all in the last hour",
  );
});
