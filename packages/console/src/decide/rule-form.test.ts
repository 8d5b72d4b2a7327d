import { expect, test } from "vitest";
import { ruleEntry, ruleForm } from "./rule-form.ts";

test("a form that nobody touched says the rule that it began from", () => {
  const entry = {
    name: "Autumn",
    on: { placement: "home", search: "lamp" },
    pin: ["a", { item: "b", position: 4 }],
    boost: [
      { brand: ["Lux", "Soft"], by: 1.5 },
      { category: "light", priceAtMost: 50, by: 2 },
    ],
    hide: [{ priceAtLeast: 500 }],
    schedule: { until: "2026-12-01" },
  };
  expect(ruleEntry(ruleForm(entry), entry)).toEqual(entry);
});

test("a rule that does nothing is none", () => {
  expect(ruleEntry({ ...ruleForm(), name: "Empty", placement: "home" })).toBeNull();
  expect(ruleEntry({ ...ruleForm(), boosts: [{ field: "brand", value: " ", factor: "2" }] })).toBeNull();
});

test("words are parted by commas, prices are numbers", () => {
  const form = {
    ...ruleForm(),
    hides: [
      { field: "brand", value: "Lux, Soft", factor: "" },
      { field: "priceAtMost", value: "5", factor: "" },
    ],
  };
  expect(ruleEntry(form)).toEqual({ hide: [{ brand: ["Lux", "Soft"] }, { priceAtMost: 5 }] });
});
