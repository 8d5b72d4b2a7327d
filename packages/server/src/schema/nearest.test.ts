import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["currencey", ["currency", "name"], "currency"],
  ["userID", ["userId", "anonymousId"], "userId"],
  ["tactic", ["tactics", "placements"], "tactics"],
  ["zebra", ["currency", "name"], null],
  ["x", [], null],
])("nearest(%j, %j) is %j", (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});
