import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTimestamp } from "./parse-timestamp.ts";

describe("parseTimestamp", () => {
  it.each([
    ["2015-02-23T22:28:55.387Z", 1_424_730_535_387],
    ["2015-02-23T22:28:55Z", 1_424_730_535_000],
    ["2015-02-23T22:28:55.387654321Z", 1_424_730_535_387],
    ["2020-04-23T22:38:48.55Z", 1_587_681_528_550],
    ["2015-02-23T23:28:55.387+01:00", 1_424_730_535_387],
    ["2015-02-23 17:28:55.387-0500", 1_424_730_535_387],
    ["2015-02-23T22:28:55.387", 1_424_730_535_387],
    ["2015-02-23", 1_424_649_600_000],
    ["2016-12-31T23:59:60Z", 1_483_228_800_000],
    [1_424_730_535, 1_424_730_535_000],
    [1_424_730_535.5, 1_424_730_535_500],
    [1_424_730_535_387, 1_424_730_535_387],
    [1_424_730_535_387_000, 1_424_730_535_387],
    ["1424730535387", 1_424_730_535_387],
    ["1969-12-31T23:59:59Z", -1_000],
  ])("reads %j", (sent, at) => {
    expect(parseTimestamp(sent)).toBe(at);
  });

  it.each([
    "yesterday",
    "2015-02-30",
    "2015-13-01",
    "2015-02-23T25:00:00Z",
    "2015-02-23T22:61:00Z",
    "23.02.2015",
    "Feb 23, 2015",
    "",
    "99999999999999999999999",
    Number.NaN,
    1e300,
    true,
    {},
    null,
  ])("takes %j for no point in time", (sent) => {
    expect(parseTimestamp(sent)).toBeUndefined();
  });

  it("reads what Date writes", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }), (date) => {
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});
