import { expect, test } from "vitest";
import { formatDate, formatDateTime, formatDuration, relativeTime } from "./time.ts";

const now = Date.UTC(2026, 4, 20, 12, 0, 0);

test("relative time counts down in the largest unit that fits", () => {
  expect(relativeTime(now - 4_999, now)).toBe("now");
  expect(relativeTime(now - 12_000, now)).toBe("12 s ago");
  expect(relativeTime(now - 5 * 60_000 - 1, now)).toBe("5 min ago");
  expect(relativeTime(now - 3 * 3_600_000, now)).toBe("3 h ago");
  expect(relativeTime(now - 86_400_000, now)).toBe("1 day ago");
  expect(relativeTime(now - 13.9 * 86_400_000, now)).toBe("13 days ago");
});

test("from two weeks on it is the date", () => {
  expect(relativeTime(now - 14 * 86_400_000, now, "UTC")).toBe("6 May 2026");
});

test("a clock that runs ahead by seconds counts as now; what is still to come says in how long, from two weeks on the date", () => {
  expect(relativeTime(now + 30_000, now)).toBe("now");
  expect(relativeTime(now + 5 * 60_000, now)).toBe("in 5 min");
  expect(relativeTime(now + 2.4 * 3_600_000, now)).toBe("in 2 h");
  expect(relativeTime(now + 86_400_000, now)).toBe("in 1 day");
  expect(relativeTime(now + 14 * 86_400_000, now, "UTC")).toBe("3 Jun 2026");
});

test("day edges follow the business's time zone", () => {
  const late = Date.UTC(2026, 4, 3, 23, 30);
  expect(formatDate(late, "UTC")).toBe("3 May 2026");
  expect(formatDate(late, "Europe/London")).toBe("4 May 2026");
  expect(formatDateTime(late, "UTC")).toBe("3 May 2026, 23:30:00");
});

test("a duration is told in its two largest units", () => {
  expect(formatDuration(0)).toBe("0 s");
  expect(formatDuration(40)).toBe("40 s");
  expect(formatDuration(3 * 86_400 + 4 * 3_600 + 59)).toBe("3 d 4 h");
  expect(formatDuration(12 * 60)).toBe("12 min");
});
