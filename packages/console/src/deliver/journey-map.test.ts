import type { JourneyStep } from "@attune/model/journey";
import { expect, test } from "vitest";
import { atTheEnd, journeyMap, triggerWords } from "./journey-map.ts";

const hour = 3_600_000;
const steps: JourneyStep[] = [
  { kind: "wait", forMs: 2 * hour },
  {
    kind: "branch",
    when: { cart: "not-empty" },
    holds: [{ kind: "send", templateId: "cart-reminder" }],
    otherwise: [],
  },
  { kind: "wait-for", event: "Order Completed", atMostMs: 48 * hour },
];

test("every step is in words, and has the people who are at it", () => {
  const map = journeyMap(steps, { "0": 4, "1.holds.0": 2, "3": 1 });
  expect(map.map(({ words, people }) => [words, people])).toEqual([
    ["Wait 2 h", 4],
    ["Is it so? Something is in the cart", 0],
    ["Wait for Order Completed, at most 2 d", 0],
  ]);
  expect(
    map[1]?.ways.map(({ label, steps: below }) => [label, below.map(({ words, people }) => [words, people])]),
  ).toEqual([
    ["Yes", [["Send cart-reminder", 2]]],
    ["No, or not known", []],
  ]);
  expect(atTheEnd(steps, { "3": 1 })).toBe(1);
});

test("a trigger is told in words", () => {
  expect(triggerWords({ event: "Product Added" })).toBe("When somebody does Product Added");
  expect(triggerWords({ daily: "09:00", segment: "lapsed" })).toBe("Each day at 09:00, for everybody in lapsed");
});
