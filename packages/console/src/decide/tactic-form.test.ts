import { expect, test } from "vitest";
import { type TacticEntry, tacticEntry, tacticForm } from "./tactic-form.ts";

const entry: TacticEntry = {
  name: "Last chance",
  placement: "exit-offer",
  hypothesis: "A discount wins carts.",
  when: { segment: "cart-abandoners" },
  content: { headline: "Before you go", code: "STAY10", picture: { src: "/a.svg" } },
  items: { from: "popular", limit: 4, where: { priceAtMost: 30 } },
  variants: { plain: {}, warm: { content: { headline: "Stay" } } },
  priority: 10,
  holdout: 0.07,
  windowDays: 7,
  guardrails: { "conversion-rate": 0.02 },
  goal: { metric: "conversion-rate", target: "5 %", by: "2026-12-31", baseline: 0.03 },
  caps: [
    { atMost: 3, withinDays: 7 },
    { atMost: 1, withinHours: 12 },
  ],
  quietHours: "22:00-07:00",
  schedule: { from: "2026-11-01" },
  offer: "stay10",
};

test("a form that nobody touched says the entry that it began from", () => {
  expect(tacticEntry(tacticForm(entry), entry)).toEqual(entry);
});

test("what the form has no field for stays: variants, guardrails, filters, pictures, the second cap", () => {
  const changed = tacticEntry({ ...tacticForm(entry), audience: "new", capAtMost: "", itemsLimit: "6" }, entry);
  expect(changed).toMatchObject({
    when: { visitor: "new" },
    variants: entry.variants!,
    guardrails: { "conversion-rate": 0.02 },
    items: { from: "popular", limit: 6, where: { priceAtMost: 30 } },
    content: { picture: { src: "/a.svg" } },
    caps: [{ atMost: 1, withinHours: 12 }],
  });
});

test("emptied fields are not said at all", () => {
  const bare = tacticEntry({ ...tacticForm(), placement: "hero", content: [["headline", "Hello"]] });
  expect(bare).toEqual({ placement: "hero", content: { headline: "Hello" } });
});

test("a condition that no choice stands for is kept as it is", () => {
  const own = { placement: "hero", when: { all: [{ visitor: "new" }, { cart: "empty" }] } };
  expect(tacticForm(own).audience).toBe("own");
  expect(tacticEntry(tacticForm(own), own)).toEqual(own);
});
