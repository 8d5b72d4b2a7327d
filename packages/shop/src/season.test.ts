import { describe, expect, it } from "vitest";
import { season, seasonPeak } from "./season.ts";

const hourMs = 3_600_000;
const mondayAt = Date.UTC(2026, 5, 1);

describe("season", () => {
  it("season() averages one over the first week, but for the trend of 10 % in 90 days", () => {
    const hours = Array.from({ length: 168 }, (_, hour) => season(mondayAt + hour * hourMs, mondayAt));
    const mean = hours.reduce((sum, rate) => sum + rate, 0) / 168;
    expect(Math.abs(mean - 1.1 ** (3.5 / 90))).toBeLessThan(0.002);
  });

  it("season() is higher on Sunday evening than on Tuesday night", () => {
    const sundayAt20 = Date.UTC(2026, 5, 7, 19);
    const tuesdayAt3 = Date.UTC(2026, 5, 2, 2);
    // Weekday 1.25 × hour 2.15 against 0.95 × 0.06.
    const ratio = season(sundayAt20, sundayAt20) / season(tuesdayAt3, tuesdayAt3);
    expect(ratio).toBeCloseTo((1.25 * 2.15) / (0.95 * 0.06), 9);
  });

  it("seasonPeak(days) is never exceeded", () => {
    for (let hour = 0; hour < 30 * 24; hour++) {
      expect(season(mondayAt + hour * hourMs, mondayAt)).toBeLessThanOrEqual(seasonPeak(30));
    }
  });
});
