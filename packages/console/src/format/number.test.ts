import { expect, test } from "vitest";
import { formatBytes, formatCount, formatPercent } from "./number.ts";

test("counts are grouped", () => {
  expect(formatCount(525461)).toBe("525,461");
});

test("percent keeps the decimals that tell values apart", () => {
  expect(formatPercent(0.0312)).toBe("3.1%");
  expect(formatPercent(0.00482)).toBe("0.48%");
  expect(formatPercent(1.234)).toBe("123%");
  expect(formatPercent(0)).toBe("0.0%");
});

test("a signed percent marks gains and losses, and what rounds to zero has no sign", () => {
  expect(formatPercent(0.081, { signed: true })).toBe("+8.1%");
  expect(formatPercent(-0.081, { signed: true })).toBe("−8.1%");
  expect(formatPercent(-0.000001, { signed: true })).toBe("0.00%");
});

test("bytes step by thousands", () => {
  expect(formatBytes(0)).toBe("0 B");
  expect(formatBytes(999)).toBe("999 B");
  expect(formatBytes(1_500_000_000)).toBe("1.5 GB");
  expect(formatBytes(250_000_000)).toBe("250 MB");
});
