import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCalendar, quarterMs } from "./calendar.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const startOf = (timeZone: string, text: string) => new Date(createCalendar(timeZone).startOf(day(text))).toISOString();

describe("createCalendar", () => {
  it("a day begins at local midnight, in summer and in winter", () => {
    expect(startOf("Europe/Berlin", "2026-03-29")).toBe("2026-03-28T23:00:00.000Z");
    expect(startOf("Europe/Berlin", "2026-03-30")).toBe("2026-03-29T22:00:00.000Z");
    expect(startOf("Asia/Kathmandu", "2026-01-01")).toBe("2025-12-31T18:15:00.000Z");
  });

  it("where the clocks skip midnight, the day begins when they have", () => {
    // Lebanon went from 00:00 to 01:00 on 27 March 2022.
    expect(startOf("Asia/Beirut", "2022-03-27")).toBe("2022-03-26T22:00:00.000Z");
    expect(createCalendar("Asia/Beirut").minuteOf(Date.parse("2022-03-26T22:00:00Z"))).toBe(60);
  });

  it("a day that a zone skipped begins with the one after it", () => {
    // Samoa had no 30 December 2011.
    expect(startOf("Pacific/Apia", "2011-12-30")).toBe("2011-12-30T10:00:00.000Z");
    expect(startOf("Pacific/Apia", "2011-12-31")).toBe("2011-12-30T10:00:00.000Z");
  });

  it("reads days and minutes off the wall, and the hour that comes twice is read twice", () => {
    const { dayOf, minuteOf } = createCalendar("America/New_York");
    expect(dayOf(Date.parse("2026-03-02T04:59:59.999Z"))).toBe(day("2026-03-01"));
    expect(dayOf(Date.parse("2026-03-02T05:00:00Z"))).toBe(day("2026-03-02"));
    expect(minuteOf(Date.parse("2026-11-01T05:30:00Z"))).toBe(90);
    expect(minuteOf(Date.parse("2026-11-01T06:30:59Z"))).toBe(90);
  });

  it("reads days and minutes as the platform's own clock writes them, in every zone since 2012", () => {
    const since = Date.UTC(2012, 0, 1) / quarterMs;
    const moment = fc
      .tuple(fc.integer({ min: since, max: since + 25 * 365 * 96 }), fc.integer({ min: -1, max: quarterMs - 1 }))
      .map(([quarter, ms]) => quarter * quarterMs + ms);
    const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone").filter((name) => name !== "Antarctica/Casey"));
    fc.assert(
      fc.property(zone, moment, (timeZone, at) => {
        const { dayOf, minuteOf, startOf } = createCalendar(timeZone);
        // Swedish writes 2026-03-02 05:09.
        const written = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
        const minutes = String(minuteOf(at) % 60).padStart(2, "0");
        const hours = String(Math.floor(minuteOf(at) / 60)).padStart(2, "0");
        const date = new Date(dayOf(at) * 86_400_000).toISOString().slice(0, 10);
        expect(`${date} ${hours}:${minutes}`).toBe(written);
        const start = startOf(dayOf(at));
        expect([start <= at, dayOf(start), dayOf(start - 1) < dayOf(at)]).toEqual([true, dayOf(at), true]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("days before 1970 are counted down", () => {
    expect(createCalendar("UTC").dayOf(-1)).toBe(-1);
  });
});
