/** Days and minutes of the business time zone. */
export interface Calendar {
  /** Business day, days since 1970. */
  dayOf: (at: number) => number;
  /** The first millisecond of a day; of a day that a zone skipped, of the one after it. */
  startOf: (day: number) => number;
  /** Minutes since local midnight as a clock on the wall shows them, 0 to 1439. */
  minuteOf: (at: number) => number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/**
 * Zones change their offset at whole quarters of an hour of UTC. (Before 2012 four did a minute after midnight, and Casey station did until 2022: there the
 * fourteen minutes after a change are read by the offset before it.)
 */
export const quarterMs = 15 * minuteMs;
const keptOffsets = 16_384;

/** The calendar of an IANA time zone, from what the platform knows of it. Remembers the offsets of some months of quarter hours. */
export function createCalendar(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsets = new Map<number, number>();
  const starts = new Map<number, number>();

  const offsetAt = (at: number): number => {
    const quarter = Math.floor(at / quarterMs);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    if (offsets.size >= keptOffsets) offsets.clear();
    const offset = localTime(format, quarter * quarterMs) - quarter * quarterMs;
    offsets.set(quarter, offset);
    return offset;
  };
  const dayOf = (at: number) => Math.floor((at + offsetAt(at)) / dayMs);

  return {
    dayOf,
    startOf(day) {
      const known = starts.get(day);
      if (known !== undefined) return known;
      if (starts.size >= keptOffsets) starts.clear();
      const start = firstQuarter(day * dayMs, (at) => dayOf(at) >= day);
      starts.set(day, start);
      return start;
    },
    minuteOf(at) {
      const local = at + offsetAt(at);
      return Math.floor((local - Math.floor(local / dayMs) * dayMs) / minuteMs);
    },
  };
}

/** The wall clock's reading, as if it were UTC. */
function localTime(format: Intl.DateTimeFormat, at: number): number {
  const fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(at))
    if (type in fields) fields[type as keyof typeof fields] = +value;
  return Date.UTC(fields.year, fields.month - 1, fields.day, fields.hour, fields.minute, fields.second);
}

/** The first quarter hour, within two days around a time, from which on a statement holds. */
function firstQuarter(around: number, holds: (at: number) => boolean): number {
  let low = Math.floor(around / quarterMs) - 96;
  let high = low + 192;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle * quarterMs)) high = middle;
    else low = middle + 1;
  }
  return low * quarterMs;
}
