import type { Item } from "@attune/model/item";
import { expect, test } from "vitest";
import { pricesMet } from "./prices-met.ts";

const item = (itemId: string, price: number, cost?: number): Item => ({
  itemId,
  name: itemId,
  available: true,
  priceMicros: price * 1e6,
  ...(cost === undefined ? {} : { costMicros: cost * 1e6 }),
});
const prices = { marginFloor: 0.2, changes: { usual: 0, lower: -0.1 } };

test("a price that the floor holds counts as it was asked, weighted by what is bought", () => {
  // A fifth of the price above a cost of 7.6 is 9.50, not 9: of three oolongs at 9 and one rare at 9.50 the mean is 9.125.
  const items = [item("oolong", 10, 5), item("rare", 10, 7.6)];
  const bought = new Map([
    ["oolong", 3],
    ["rare", 1],
  ]);
  // Costs: (3 · 5 + 7.6) / 4 = 5.65.
  expect(pricesMet(items, bought, prices, "lower")).toEqual({
    index: 0.9125,
    isFloored: true,
    unitMargin: expect.closeTo(3.475, 9),
  });
  expect(pricesMet(items, bought, prices, "usual")).toEqual({
    index: 1,
    isFloored: false,
    unitMargin: expect.closeTo(4.35, 9),
  });
  expect(pricesMet(items, new Map(), prices, "lower")).toMatchObject({ index: 0.925 });
});

test("without a cost nothing is lowered where a floor is asked for, and no margin is told", () => {
  expect(pricesMet([item("cup", 8)], new Map(), prices, "lower")).toMatchObject({
    index: 1,
    unitMargin: { undetermined: { code: "cost-unknown" } },
  });
});

test("items without a price are in no test", () => {
  const unpriced: Item = { itemId: "soon", name: "soon", available: true };
  expect(pricesMet([unpriced], new Map(), prices, "lower")).toMatchObject({ undetermined: { code: "no-price" } });
  expect(pricesMet([unpriced, item("oolong", 10, 5)], new Map([["soon", 9]]), prices, "lower")).toMatchObject({
    index: 0.9,
    isFloored: false,
  });
});
