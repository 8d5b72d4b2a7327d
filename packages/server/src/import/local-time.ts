import { parseTimestamp } from "@attune/engine/collect/parse-timestamp";
import { offsetMs } from "@attune/math/business-day";

const dayMs = 24 * 3_600_000;
const namesItsZone = /(?:[Zz]|[+-]\d\d:?(?:\d\d)?)$/;
const isNumber = /^-?\d+(\.\d+)?$/;

/**
 * Epoch milliseconds of a text that may tell wall-clock time: with a zone of its own (or as an epoch number) it is what it says, without
 * one it is local time in `timeZone`. Of an hour that happens twice it is the first; in an hour that is skipped the clock is read as
 * before the change. Undefined where it is no time.
 */
export function parseLocalTime(text: string, timeZone: string): number | undefined {
  const trimmed = text.trim();
  const wall = parseTimestamp(trimmed);
  if (wall === undefined || isNumber.test(trimmed)) return wall;
  if (trimmed.length > 10 && namesItsZone.test(trimmed)) return wall;
  // The offset of the day before holds unless the clock has changed by then; in a skipped hour neither offset fits.
  const early = wall - offsetMs(wall - dayMs, timeZone);
  const late = wall - offsetMs(early, timeZone);
  return offsetMs(late, timeZone) === offsetMs(early, timeZone) ? late : early;
}
