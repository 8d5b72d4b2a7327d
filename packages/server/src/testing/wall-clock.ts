/** What clocks on the wall of a time zone show. */
export interface WallTime {
  /** Days since 1970 by the zone's own calendar. */
  day: number;
  /** Since local midnight, 0 to 1439. */
  minute: number;
}

/** Asks the platform each time, and not the calendar that the engine reads: that is what it is to be checked by. */
export function createWallClock(): (timeZone: string, at: number) => WallTime {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone, at) => {
    let format = formats.get(timeZone);
    if (format === undefined) {
      const date = { year: "numeric", month: "numeric", day: "numeric" } as const;
      format = new Intl.DateTimeFormat("en-US", {
        timeZone,
        hourCycle: "h23",
        ...date,
        hour: "numeric",
        minute: "numeric",
      });
      formats.set(timeZone, format);
    }
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const day = Date.UTC(parts.year!, parts.month! - 1, parts.day!) / 86_400_000;
    return { day, minute: parts.hour! * 60 + parts.minute! };
  };
}
