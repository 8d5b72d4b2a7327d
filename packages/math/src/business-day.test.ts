import { describe, expect, it } from "vitest";
import { businessDay, offsetMs } from "./business-day.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

describe("businessDay", () => {
  it("businessDay(at, UTC) is the UTC date", () => {
    expect(businessDay(Date.parse("2026-03-29T23:59:59.999Z"), "UTC")).toBe(day("2026-03-29"));
  });

  it("businessDay(at, zone) turns at local midnight, in winter and in summer time", () => {
    expect(businessDay(Date.parse("2026-01-15T22:59:59Z"), "Europe/Berlin")).toBe(day("2026-01-15"));
    expect(businessDay(Date.parse("2026-01-15T23:00:00Z"), "Europe/Berlin")).toBe(day("2026-01-16"));
    expect(businessDay(Date.parse("2026-07-15T21:59:59Z"), "Europe/Berlin")).toBe(day("2026-07-15"));
    expect(businessDay(Date.parse("2026-07-15T22:00:00Z"), "Europe/Berlin")).toBe(day("2026-07-16"));
  });

  it("offsetMs(at, zone) changes at the moment the clocks do", () => {
    expect(offsetMs(Date.parse("2026-03-29T00:59:59Z"), "Europe/London")).toBe(0);
    expect(offsetMs(Date.parse("2026-03-29T01:00:00Z"), "Europe/London")).toBe(3_600_000);
  });

  it("offsetMs(at, zone) knows zones with quarter hours, and dates before 1970", () => {
    expect(offsetMs(Date.parse("2026-01-01T00:00:00Z"), "Asia/Kathmandu")).toBe(5.75 * 3_600_000);
    expect(businessDay(Date.parse("1969-12-31T12:00:00Z"), "UTC")).toBe(-1);
  });
});
