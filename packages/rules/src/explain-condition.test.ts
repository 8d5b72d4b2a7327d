import { expect, test } from "vitest";
import { viewOfCase } from "./case-person.suite.ts";
import { explainCondition } from "./explain-condition.ts";

const person = viewOfCase({ now: 10, events: [[4, "Product Added"]], traits: { plan: "gold" } });
const added = { hoursSince: "Product Added", atMost: 24 };
const gold = { trait: "plan", is: "gold" };
const silver = { trait: "plan", is: "silver" };

test("where all clauses decided together each is told; where one decided, that one", () => {
  expect(explainCondition({ all: [added, gold] }, person)).toBe('Product Added 6 hours ago; trait plan is "gold"');
  expect(explainCondition({ all: [added, silver] }, person)).toBe('trait plan is "gold"');
  expect(explainCondition({ any: [silver, added] }, person)).toBe("Product Added 6 hours ago");
});

test("of many clauses the first four are told, and how many more there are", () => {
  expect(explainCondition({ all: Array.from({ length: 6 }, () => gold) }, person)).toBe(
    'trait plan is "gold"; trait plan is "gold"; trait plan is "gold"; trait plan is "gold"; 2 more',
  );
});
