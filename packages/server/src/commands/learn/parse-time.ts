/** Seconds since 1970 end in the year 5138 as milliseconds would in 1973: smaller numbers are seconds. */
const firstMilliseconds = 100_000_000_000;
/** What a Date holds, either way from 1970 [ECMA-262, 21.4.1.1]. */
const mostMilliseconds = 8.64e15;

/** Seconds or milliseconds since 1970, or a date as ISO 8601 writes it; NaN where it is neither, and of a day that no calendar has. */
export function parseTime(text: string): number {
  const number = parseNumber(text);
  if (Number.isNaN(number)) return parseDate(text);
  const at = Math.abs(number) < firstMilliseconds ? number * 1000 : number;
  return Math.abs(at) <= mostMilliseconds ? at : Number.NaN;
}

/** Date.parse takes 30 February for 2 March. */
function parseDate(text: string): number {
  const [, year, month, day] = /^\s*(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  if (day !== undefined && Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate())
    return Number.NaN;
  return Date.parse(text);
}

/** NaN where it is none. */
export function parseNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
