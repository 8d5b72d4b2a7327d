import { expect, test } from "vitest";
import { formatPercent } from "../format/number.ts";
import { formatDifference, formatLevel, intervalWords, partWords, verdictOf } from "./metric-words.ts";

test("levels read in their unit", () => {
  expect(formatLevel(0.0312, "share", null)).toBe("3.1%");
  expect(formatLevel(2.345, "currency", "GBP")).toBe("£2.35");
  expect(formatLevel(0.125, "count", null)).toBe("0.13");
});

test("shares differ by percentage points, not percent", () => {
  expect(formatDifference(0.0042, "share", null)).toBe("+0.42 pp");
  expect(formatDifference(-0.5, "currency", "GBP")).toBe("−£0.50");
  expect(formatDifference(-0.5, "count", null)).toBe("−0.50");
});

test("an interval says both ends, and says so where one is open", () => {
  const percent = (value: number) => formatPercent(value, { signed: true });
  expect(intervalWords([0.02, 0.143], percent)).toBe("+2.0% to +14.3%");
  expect(intervalWords([null, 0.143], percent)).toBe("no lower bound to +14.3%");
  expect(intervalWords([null, null], percent)).toBe("unbounded on both sides");
});

test("a verdict needs the whole interval on one side of zero", () => {
  expect(verdictOf([0.01, 0.2]).words).toBe("Clearly positive");
  expect(verdictOf([-0.2, -0.01]).words).toBe("Clearly negative");
  expect(verdictOf([-0.01, 0.2]).words).toBe("Not clear yet");
  expect(verdictOf([0, 0.2]).words).toBe("Not clear yet");
  expect(verdictOf([null, 0.2]).words).toBe("Not clear yet");
});

test("a part of the people is told in words", () => {
  expect(partWords("device=phone")).toBe("device phone");
  expect(partWords("segment=window-shoppers")).toBe("segment window shoppers");
  expect(partWords("device=")).toBe("device not known");
  expect(partWords("all")).toBe("all");
});
