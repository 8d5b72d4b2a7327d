import { describe, expect, it } from "vitest";
import { dayNumber, dayStart, dayText } from "./day-range.ts";

describe("dayStart", () => {
  it("is midnight in the business's time zone, in summer and winter", () => {
    const start = (day: string, zone: string) => new Date(dayStart(dayNumber(day, "day")!, zone)).toISOString();
    expect(start("2026-01-31", "UTC")).toBe("2026-01-31T00:00:00.000Z");
    expect(start("2026-01-31", "Europe/Berlin")).toBe("2026-01-30T23:00:00.000Z");
    expect(start("2026-07-31", "Europe/Berlin")).toBe("2026-07-30T22:00:00.000Z");
    expect(start("2026-07-31", "Pacific/Kiritimati")).toBe("2026-07-30T10:00:00.000Z");
    expect(start("2026-07-31", "America/Los_Angeles")).toBe("2026-07-31T07:00:00.000Z");
  });
});

describe("dayNumber", () => {
  it("takes days that exist, and comes back as they were written", () => {
    expect(dayText(dayNumber("2024-02-29", "day")!)).toBe("2024-02-29");
    expect(dayNumber(undefined, "day")).toBeNull();
    for (const wrong of ["2026-02-30", "yesterday", "", "2026-2-1"])
      expect(() => dayNumber(wrong, "before")).toThrow(/is not a day/);
  });
});
