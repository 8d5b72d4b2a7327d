import { expect, test } from "vitest";
import { choose, findItems, readChoice } from "./choose-items.ts";

const item = (itemId: string, name: string, priceMicros: number, brand = "Nord") => ({
  itemId,
  name,
  brand,
  priceMicros,
  available: itemId !== "c",
});
const items = [item("a", "Brass Lamp", 90e6), item("b", "Café Lamp", 30e6, "Sol"), item("c", "Lampshade", 10e6)];
const ids = (query: string) => choose(items, readChoice(new URLSearchParams(query))).shown.map(({ itemId }) => itemId);

test("a list is filtered by brand, price and stock, and sorted", () => {
  expect(ids("")).toEqual(["a", "b", "c"]);
  expect(ids("sort=cheap")).toEqual(["c", "b", "a"]);
  expect(ids("brand=Sol")).toEqual(["b"]);
  expect(ids("min=20&max=50")).toEqual(["b"]);
  expect(ids("stock=1&sort=dear")).toEqual(["a", "b"]);
});

test("odd questions are answered as if nothing was asked", () => {
  expect(ids("min=x&page=-4&sort=__proto__")).toEqual(["a", "b", "c"]);
  expect(ids("page=1e9")).toEqual(["a", "b", "c"]);
});

test("a search finds plurals, accents and parts of words' beginnings, and all its words", () => {
  const found = (query: string) => findItems(items, query).map(({ itemId }) => itemId);
  expect(found("lamps")).toEqual(["a", "b", "c"]);
  expect(found("cafe lamp")).toEqual(["b"]);
  expect(found("shade")).toEqual([]);
});
