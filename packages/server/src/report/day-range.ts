import { businessDay } from "@attune/math/business-day";
import { AttuneError } from "@attune/model/errors";

const dayMs = 24 * 3_600_000;

/** The number of a day written as `2026-01-31`, counted from 1970; undefined stays null. Throws `bad-request` for what is no day. */
export function dayNumber(text: string | undefined, path: string): number | null {
  if (text === undefined) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 30 February for 2 March: a day is one that comes back as it was written.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
    throw new AttuneError("bad-request", `"${text}" is not a day such as 2026-03-31`, { path });
  return at / dayMs;
}

/** Throws `bad-request` for a range whose days end before they begin: nothing would be in it, which looks like an answer. */
export function checkOrder(from: number | null, to: number | null): void {
  if (from === null || to === null || from <= to) return;
  throw new AttuneError("bad-request", `\`from\` (${dayText(from)}) is after \`to\` (${dayText(to)})`, {
    path: "from",
  });
}

/** A day as it is written. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The first millisecond of a business day. Zones are less than a day from UTC; clocks that change make some days longer. */
export function dayStart(day: number, timeZone: string): number {
  let before = (day - 1) * dayMs;
  let inside = (day + 1) * dayMs;
  while (inside - before > 1) {
    const middle = Math.floor((before + inside) / 2);
    if (businessDay(middle, timeZone) >= day) inside = middle;
    else before = middle;
  }
  return inside;
}
