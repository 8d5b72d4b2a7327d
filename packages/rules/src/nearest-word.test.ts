import { expect, test } from "vitest";
import { nearestWord } from "./nearest-word.ts";

test.each([
  ["currencey", ["currency", "name"], "currency"],
  ["userID", ["userId", "anonymousId"], "userId"],
  ["tactic", ["tactics", "placements"], "tactics"],
  ["zebra", ["currency", "name"], null],
  ["x", [], null],
  ["z", ["a", "b"], null],
  ["is", ["in", "to"], null],
  ["veiw", ["view", "cart"], "view"],
  ["Plan", ["plan", "plot"], "plan"],
])("nearestWord(%j, %j) is %j", (word, known, expected) => {
  expect(nearestWord(word, known)).toBe(expected);
});
