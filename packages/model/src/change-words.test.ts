import { expect, test } from "vitest";
import { changedValueWords, isReadAsOne } from "./change-words.ts";

test("what a rule of lists does is said in words", () => {
  expect(
    changedValueWords("catalogue.rules", "hides", [
      { category: "winter" },
      { brand: ["Acme", "Kleinholz"], priceAtMost: 5 },
    ]),
  ).toBe("a product of winter; a product, by Acme or Kleinholz, priced at most 5");
  expect(changedValueWords("catalogue.rules", "boosts", [{ where: { brand: "Acme" }, factor: 1.5 }])).toBe(
    "a product, by Acme: 1.5 times as relevant",
  );
  expect(changedValueWords("catalogue.rules", "pins", [{ itemId: "chair-7", position: 1 }])).toBe("chair-7 in place 1");
  expect(
    changedValueWords("catalogue.rules", "on", { placements: ["home-row"], searches: ["garden chair", "bench"] }),
  ).toBe("in home-row, searched for “garden chair” or “bench”");
  expect(changedValueWords("catalogue.rules", "on", { categories: ["Garden"] })).toBe("on pages of Garden");
  expect(changedValueWords("catalogue.rules", "on", {})).toBe("everywhere");
  expect(
    changedValueWords("catalogue.rules", "schedule", {
      startsAt: Date.UTC(2026, 3, 1),
      endsAt: Date.UTC(2026, 3, 8, 22),
    }),
  ).toBe("from 2026-04-01 00:00 UTC until 2026-04-08 22:00 UTC");
});

test("conditions, filters of lists and caps are said in words, wherever they stand", () => {
  expect(changedValueWords("tactics", "when", { all: [{ visitor: "new" }, { not: { cart: "empty" } }] })).toBe(
    "all of (A new visitor; not: The cart is empty)",
  );
  expect(changedValueWords("placements", "default.items.where", { item: "lamp" })).toBe("lamp");
  const day = 86_400_000;
  expect(
    changedValueWords("restraint", "everywhere.caps", [
      { atMost: 1, withinMs: day },
      { atMost: 3, withinMs: day / 2 },
    ]),
  ).toBe("at most once within 1 day, at most 3 times within 12 hours");
});

test("what was or is not there is nothing, and what has no words stays as it is written", () => {
  expect(changedValueWords("catalogue.rules", "hides", null)).toBe("nothing");
  expect(changedValueWords("tactics", "content.headline", "Hello")).toBe("Hello");
  expect(changedValueWords("tactics", "content.headline", "")).toBe('""');
  expect(changedValueWords("tactics", "priority", 3)).toBe("3");
  expect(changedValueWords("tactics", "content.when", { of: "the page" })).toBe('{"of":"the page"}');
  expect(changedValueWords("trackingPlan", "properties.caps", { type: ["text"] })).toBe('{"type":["text"]}');
});

test("what says one thing is read as one, in its own section", () => {
  expect(isReadAsOne("tactics", "when")).toBe(true);
  expect(isReadAsOne("tactics", "content.when")).toBe(false);
  expect(isReadAsOne("trackingPlan", "when")).toBe(false);
});
