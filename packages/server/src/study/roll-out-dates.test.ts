import { describe, expect, it } from "vitest";
import { rollOutDates } from "./roll-out-dates.ts";

describe("rollOutDates", () => {
  it("reads a date as the beginning of that day where the business is", () => {
    expect(rollOutDates(["phone=2026-06-15", "a=b=never"], "UTC")).toEqual([
      ["phone", Date.UTC(2026, 5, 15)],
      ["a=b", null],
    ]);
    // Summer in Berlin is two hours ahead, Auckland in June twelve.
    expect(rollOutDates(["phone=2026-06-15"], "Europe/Berlin")).toEqual([["phone", Date.UTC(2026, 5, 14, 22)]]);
    expect(rollOutDates(["phone=2026-06-15"], "Pacific/Auckland")).toEqual([["phone", Date.UTC(2026, 5, 14, 12)]]);
  });

  it("refuses what is no group and date", () => {
    for (const text of ["phone", "=2026-06-15", "phone=June", "phone=2026-13-40"])
      expect(() => rollOutDates([text], "UTC")).toThrow("is not a group and its date");
  });
});
