import { expect, test } from "vitest";
import { parseTime } from "./parse-time.ts";

test.each([
  ["1700000000", 1_700_000_000_000],
  ["1700000000000", 1_700_000_000_000],
  ["2026-02-28", Date.UTC(2026, 1, 28)],
  ["2028-02-29T12:00:00Z", Date.UTC(2028, 1, 29, 12)],
  ["8640000000000000", 8.64e15],
  ["8640000000000001", Number.NaN],
  ["-9e15", Number.NaN],
  ["2026-02-30", Number.NaN],
  ["2026-04-31T10:00:00Z", Number.NaN],
  ["yesterday", Number.NaN],
  [" ", Number.NaN],
])("parseTime(%j) is %d", (text, expected) => {
  expect(parseTime(text)).toBe(expected);
});
