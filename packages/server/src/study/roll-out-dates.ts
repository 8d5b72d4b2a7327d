import { businessDay } from "@attune/math/business-day";
import { dayMs } from "@attune/math/time-units";
import { AttuneError } from "@attune/model/errors";

/** `group=2026-06-15` as the beginning of that business day, `group=never` as null. */
export function rollOutDates(stated: readonly string[], timeZone: string): [string, number | null][] {
  return stated.map((text) => {
    const cut = text.lastIndexOf("=");
    const [group, date] = [text.slice(0, cut), text.slice(cut + 1)];
    const midnight = Date.parse(`${date}T00:00:00Z`);
    if (cut < 1 || (date !== "never" && !(/^\d{4}-\d{2}-\d{2}$/u.test(date) && Number.isFinite(midnight)))) {
      const reason = `"${text}" is not a group and its date, such as phone=2026-06-15 or phone=never.`;
      throw new AttuneError("bad-request", reason, { path: "rolledOut" });
    }
    if (date === "never") return [group, null];
    const noonAt = midnight + dayMs / 2;
    // Noon in Greenwich is another day in zones far to the east.
    return [group, startOfDay(noonAt + midnight - businessDay(noonAt, timeZone) * dayMs, timeZone)];
  });
}

const quarterMs = 900_000;

/** The first quarter of an hour of the business day; no zone's day begins between quarters. */
export function startOfDay(at: number, timeZone: string): number {
  const day = businessDay(at, timeZone);
  let start = Math.floor(at / quarterMs) * quarterMs;
  while (businessDay(start - quarterMs, timeZone) === day) start -= quarterMs;
  return start;
}
