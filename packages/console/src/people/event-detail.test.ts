import { expect, test } from "vitest";
import { eventDetail } from "./event-detail.ts";

const item = (itemId: string, quantity: number, name?: string) =>
  name === undefined ? { itemId, quantity } : { itemId, quantity, name };

test("products are named, with how many, three at most", () => {
  const items = [item("a", 1, "Lamp"), item("b", 2, "Rug"), item("c", 1), item("d", 1)];
  expect(eventDetail({ items, properties: {} })).toBe("Lamp, Rug × 2, c and 1 more");
  expect(eventDetail({ items: items.slice(0, 1), properties: { path: "/p" } })).toBe("Lamp");
});

test("an order tells its number first", () => {
  expect(eventDetail({ items: [item("a", 1, "Lamp")], properties: { order_id: "A-7" } })).toBe("Order A-7: Lamp");
  expect(eventDetail({ items: [], properties: { order_id: 1001 } })).toBe("Order 1001");
});

test("without products it is the search, then the page", () => {
  expect(eventDetail({ items: [], properties: { path: "/search", query: "oak lamp" } })).toBe("oak lamp");
  expect(eventDetail({ items: [], properties: { path: "/about" } })).toBe("/about");
});

test("what says nothing has no detail", () => {
  expect(eventDetail({ items: [], properties: { path: "", query: 7 } })).toBeNull();
});
