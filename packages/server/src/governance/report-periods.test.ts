import { expect, it } from "vitest";
import { reportPeriods } from "./report-periods.ts";

it.each([
  // ISO 8601: 2027-01-04 is the Monday of week 1, and the week before it is the 53rd of 2026.
  ["2027-01-04T09:00:00Z", "UTC", "2026-W53", "2026-12"],
  ["2026-11-23T09:00:00Z", "UTC", "2026-W47", "2026-10"],
  ["2026-11-22T23:00:00Z", "UTC", "2026-W46", "2026-10"],
  // Before six in the morning of the business's own day it is still the day before.
  ["2026-11-23T04:30:00Z", "Europe/Berlin", "2026-W46", "2026-10"],
  ["2026-11-23T05:30:00Z", "Europe/Berlin", "2026-W47", "2026-10"],
  ["2026-12-01T05:00:00Z", "UTC", "2026-W48", "2026-10"],
  ["2026-12-01T06:00:00Z", "UTC", "2026-W48", "2026-11"],
  ["2026-03-01T06:00:00Z", "UTC", "2026-W08", "2026-02"],
])("at %s in %s the last week is %s and the last month %s", (at, timeZone, week, month) => {
  expect(reportPeriods(Date.parse(at), timeZone)).toEqual({ week, month });
});
