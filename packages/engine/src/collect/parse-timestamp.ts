const dayMs = 86_400_000;
/** Below, a number is seconds; from `microsFrom` it is microseconds; between, milliseconds. 1e11 ms is 1973, 1e11 s is the year 5138. */
const millisecondsFrom = 1e11;
const microsecondsFrom = 1e14;

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?$/;

/**
 * Epoch milliseconds of an ISO 8601 text (without a zone: UTC) or of an epoch number in seconds, milliseconds or microseconds.
 * Undefined where it is no point in time. Never asks the machine's own time zone.
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === "number") return fromEpoch(value);
  if (typeof value !== "string") return undefined;
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

function fromIso(text: string): number | undefined {
  const match = isoPattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction, , sign, offsetHour, offsetMinute] =
    match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const time = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1_000;
  // A leap second is allowed; 24:00 is the end of the day.
  if (!isDate(date, Number(month), Number(day)) || Number(minute) > 59 || Number(second) > 60 || time > dayMs)
    return undefined;
  const milliseconds = fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3));
  const offset = sign === undefined ? 0 : (Number(offsetHour) * 60 + Number(offsetMinute ?? 0)) * 60_000;
  return date + time + milliseconds - (sign === "-" ? -offset : offset);
}

/** Date.UTC rolls 31 February over into March: then the day is another one. */
function isDate(date: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && new Date(date).getUTCDate() === day;
}
