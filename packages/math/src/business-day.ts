import { dayMs, hourMs } from "./time-units.ts";

/**
 * The day that a moment falls on in a time zone, as days since 1970-01-01 in that zone. Day edges of a business follow its one time
 * zone, daylight saving included.
 *
 * Offsets are looked up once per zone and quarter of an hour and remembered. No zone changes its offset between those, but for four that did a minute
 * after midnight before 2012 (Newfoundland, Labrador, Moncton, Gaza) and Casey station until 2022: there the fourteen minutes after a change count by the offset before it.
 */
export function businessDay(at: number, timeZone: string): number {
  return Math.floor((at + offsetMs(at, timeZone)) / dayMs);
}

const quarterMs = hourMs / 4;
const rememberedQuarters = 200_000;
const offsetsByZone = new Map<string, { format: Intl.DateTimeFormat; byQuarter: Map<number, number> }>();

/** How far the zone's wall clock is ahead of UTC at a moment, in milliseconds. Throws `RangeError` for an unknown zone. */
export function offsetMs(at: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  let zone = offsetsByZone.get(timeZone);
  if (zone === undefined) {
    zone = { format: wallClock(timeZone), byQuarter: new Map() };
    offsetsByZone.set(timeZone, zone);
  }
  const quarter = Math.floor(at / quarterMs);
  let offset = zone.byQuarter.get(quarter);
  if (offset === undefined) {
    if (zone.byQuarter.size >= rememberedQuarters) zone.byQuarter.clear();
    offset = wallTime(quarter * quarterMs, zone.format) - quarter * quarterMs;
    zone.byQuarter.set(quarter, offset);
  }
  return offset;
}

function wallClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

function wallTime(at: number, format: Intl.DateTimeFormat): number {
  const field: Record<string, number> = {};
  for (const part of format.formatToParts(at)) field[part.type] = Number(part.value);
  return Date.UTC(field.year!, field.month! - 1, field.day!, field.hour!, field.minute!, field.second!);
}
