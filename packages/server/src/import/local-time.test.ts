import { describe, expect, it } from "vitest";
import { parseLocalTime } from "./local-time.ts";

const london = (text: string) => {
  const at = parseLocalTime(text, "Europe/London");
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe("parseLocalTime", () => {
  it("reads winter and summer time of the zone", () => {
    expect(london("2009-12-01T07:45:00")).toBe("2009-12-01T07:45:00.000Z");
    expect(london("2010-07-01 07:45")).toBe("2010-07-01T06:45:00.000Z");
    expect(london("2010-07-01")).toBe("2010-06-30T23:00:00.000Z");
  });

  it("reads the days of the change: 28 March and 31 October 2010", () => {
    expect(london("2010-03-28T00:59:00")).toBe("2010-03-28T00:59:00.000Z");
    expect(london("2010-03-28T02:00:00")).toBe("2010-03-28T01:00:00.000Z");
    // Skipped: the clocks went from 01:00 to 02:00.
    expect(london("2010-03-28T01:30:00")).toBe("2010-03-28T01:30:00.000Z");
    // Twice: the first is still summer time.
    expect(london("2010-10-31T01:30:00")).toBe("2010-10-31T00:30:00.000Z");
    expect(london("2010-10-31T02:00:00")).toBe("2010-10-31T02:00:00.000Z");
  });

  it("leaves times that name their zone, and epoch numbers, as they are", () => {
    expect(london("2010-07-01T07:45:00Z")).toBe("2010-07-01T07:45:00.000Z");
    expect(london("2010-07-01T07:45:00+02:00")).toBe("2010-07-01T05:45:00.000Z");
    expect(london("1277970300")).toBe("2010-07-01T07:45:00.000Z");
    expect(london("1 July 2010")).toBeUndefined();
  });

  it("reads zones that are far from Greenwich", () => {
    const at = parseLocalTime("2010-07-01T07:45:00", "America/Los_Angeles");
    expect(new Date(at!).toISOString()).toBe("2010-07-01T14:45:00.000Z");
  });
});
