import { expect, test } from "vitest";
import { orderSum } from "./order-sum.ts";

const lines = [{ item: { itemId: "a", name: "A", priceMicros: 24_950_000, available: true }, quantity: 2 }];

test("two at 24.95, ten per cent off, wrapped, standard delivery: 49.90 − 4.99 + 3.90 + 4.90", () => {
  expect(orderSum(lines, { code: "STAY10", share: 0.1 }, "standard", ["wrapping"])).toEqual({
    products: 49_900_000,
    discount: 4_990_000,
    addOns: 3_900_000,
    delivery: 4_900_000,
    total: 53_710_000,
  });
});

test("standard delivery is free from 50, after what the code takes off; express is not", () => {
  const three = [{ ...lines[0]!, quantity: 3 }];
  expect(orderSum(three, null, "standard", []).delivery).toBe(0);
  expect(orderSum(three, null, "express", []).delivery).toBe(9_900_000);
});
