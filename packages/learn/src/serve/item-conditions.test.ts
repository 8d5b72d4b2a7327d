import type { PersonView } from "@attune/rules/evaluate-condition";
import { describe, expect, it } from "vitest";
import { constraintFilter } from "./constraints.ts";
import { createItemConditions } from "./item-conditions.ts";

const items = [
  { itemId: "a", name: "A", category: "shoes", brand: "x", priceMicros: 50e6, costMicros: 40e6, available: true },
  { itemId: "b", name: "B", category: "shoes", brand: "y", priceMicros: 90e6, costMicros: 30e6, available: true },
  { itemId: "c", name: "C", category: "hats", priceMicros: 20e6, available: true },
  undefined,
];
const person = (isMember: boolean): PersonView => ({
  traits: (name) => (name === "member" ? isMember : undefined),
  context: { country: "at" },
  counter: () => undefined,
  today: 0,
  visitor: "new",
  cart: "empty",
});
const passing = (filter: (item: number) => boolean) => [0, 1, 2, 3].filter(filter);

describe("createItemConditions", () => {
  const conditions = createItemConditions({ items });
  const ask = (condition: Parameters<typeof conditions.filter>[0], isMember = false) =>
    passing(conditions.filter(condition, person(isMember)));

  it("asks price, category and margin in the language of segments; what the shop no longer has never passes", () => {
    expect(ask({ context: "item.price", atMost: 50 })).toEqual([0, 2]);
    expect(
      ask({
        all: [
          { context: "item.category", is: "shoes" },
          { context: "item.marginShare", atLeast: 0.5 },
        ],
      }),
    ).toEqual([1]);
    expect(ask({ not: { context: "item.brand", exists: true } })).toEqual([2]);
  });

  it("asks the person in the same breath: hats for members only", () => {
    const membersOnly = { any: [{ trait: "member", is: true }, { not: { context: "item.category", is: "hats" } }] };
    expect(ask(membersOnly)).toEqual([0, 1]);
    expect(ask(membersOnly, true)).toEqual([0, 1, 2]);
  });
});

describe("constraintFilter", () => {
  it("wants the margin known and met, and enough pieces where they are counted", () => {
    const stock = new Map([[1, 2]]);
    const constraints = (minimumMarginShare: number | null, minimumStock: number) =>
      passing(constraintFilter({ items }, { minimumMarginShare, minimumStock, stockOf: (item) => stock.get(item) }));
    expect(constraints(0.2, 0)).toEqual([0, 1]);
    expect(constraints(0.5, 3)).toEqual([]);
    expect(constraints(null, 3)).toEqual([0, 2, 3]);
  });
});
