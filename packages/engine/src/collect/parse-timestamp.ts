import { dayMs } from "@attune/math/time-units";

/** Below, a number is seconds; from `microsFrom` it is microseconds; between, milliseconds. 1e11 ms is 1973, 1e11 s is the year 5138. */
const millisecondsFrom = 1e11;
const microsecondsFrom = 1e14;

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?$/;

/** The form that `Date` writes, which nearly all clients send. */
const usualPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const zero = 0x30;

/** Zones lie between −12:00 and +14:00; what is further off was mistyped. */
const maxZoneMinutes = 14 * 60;

/**
 * Epoch milliseconds of an ISO 8601 text (without a zone: UTC) or of an epoch number in seconds, milliseconds or microseconds.
 * Undefined where it is no point in time, or its zone none on Earth (beyond 14:00). Never asks the machine's own time zone.
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === "number") return fromEpoch(value);
  if (typeof value !== "string") return undefined;
  if (usualPattern.test(value)) return fromUsual(value);
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return text.length < 20 ? fromEpoch(Number(text)) : undefined;
  return fromIso(text);
}

function fromEpoch(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  const size = Math.abs(value);
  const at = size < millisecondsFrom ? value * 1_000 : size < microsecondsFrom ? value : value / 1_000;
  // What a Date can hold; beyond it no ISO text could be written.
  return Math.abs(at) <= 8.64e15 ? Math.round(at) : undefined;
}

/** Much faster than the general form below, since nothing is cut out of the text. */
function fromUsual(text: string): number | undefined {
  return instant(
    { year: digits(text, 0) * 100 + digits(text, 2), month: digits(text, 5), day: digits(text, 8) },
    { hour: digits(text, 11), minute: digits(text, 14), second: digits(text, 17) },
    (text.charCodeAt(20) - zero) * 100 + digits(text, 21),
  );
}

function digits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

function fromIso(text: string): number | undefined {
  const match = isoPattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction, , sign, offsetHour, offsetMinute] =
    match;
  const wall = instant(
    { year: Number(year), month: Number(month), day: Number(day) },
    { hour: Number(hour), minute: Number(minute), second: Number(second) },
    fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3)),
  );
  if (wall === undefined || sign === undefined) return wall;
  const minutesOff = Number(offsetHour) * 60 + Number(offsetMinute ?? 0);
  if (minutesOff > maxZoneMinutes || Number(offsetMinute ?? 0) > 59) return undefined;
  return wall - (sign === "-" ? -minutesOff : minutesOff) * 60_000;
}

/** Undefined for days and times that do not exist. A leap second is allowed; 24:00 is the end of the day. */
function instant(
  { year, month, day }: { year: number; month: number; day: number },
  { hour, minute, second }: { hour: number; minute: number; second: number },
  millisecond: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const time = (hour * 60 + minute) * 60_000 + second * 1_000 + millisecond;
  if (minute > 59 || second > 60 || time > dayMs) return undefined;
  return startOfDay(year, month, day) + time;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Date.UTC takes years below 100 for those of the twentieth century. */
function startOfDay(year: number, month: number, day: number): number {
  return year >= 100 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}
