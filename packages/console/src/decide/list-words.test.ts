import { expect, test } from "vitest";
import { listWords } from "./list-words.ts";

test("a list of products reads as words, with what restricts it", () => {
  expect(listWords({ from: "popular", limit: 8 })).toBe("Up to 8 popular");
  expect(
    listWords({ from: "cart-add-ons", limit: 4, category: "Garden", where: { priceAtMost: 30 }, explore: 0.1 }),
  ).toBe("Up to 4 cart add-ons of Garden, price at most 30, explore 0.1");
});
