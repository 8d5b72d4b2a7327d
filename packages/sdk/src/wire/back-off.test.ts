import { expect, test } from "vitest";
import { backOffMs } from "./back-off.ts";

test.each([
  ["the first failure waits half a second at least", 1, 0, 0, 500],
  ["and a second at most", 1, 1, 0, 1_000],
  ["each failure doubles it", 4, 1, 0, 8_000],
  ["up to a minute", 30, 1, 0, 60_000],
  ["what the server asks for is waited for", 1, 0, 7_000, 7_000],
  ["unless its own time is longer", 4, 1, 7_000, 8_000],
])("%s", (_name, failures, random, askedMs, expected) => {
  expect(backOffMs(failures, random, askedMs)).toBe(expected);
});
