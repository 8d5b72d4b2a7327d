import { expect, it } from "vitest";
import { jaroWinkler } from "./jaro-winkler.ts";

it.each([
  // Winkler (1990), and the tables that reference implementations are tested with.
  ["MARTHA", "MARHTA", 0.9611],
  ["DWAYNE", "DUANE", 0.84],
  ["DIXON", "DICKSONX", 0.8133],
  ["same", "same", 1],
  ["abc", "xyz", 0],
  ["", "a", 0],
])("%s and %s are alike by %d", (a, b, expected) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(expected, 4);
  expect(jaroWinkler(b, a)).toBeCloseTo(expected, 4);
});
