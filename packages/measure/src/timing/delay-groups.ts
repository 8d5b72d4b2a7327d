const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Bands of delay, from..to in milliseconds, with the place of each on a scale of doublings. */
export const delayBands = [
  { group: "under 10 minutes", fromMs: 0, toMs: 10 * minuteMs },
  { group: "10 minutes to 1 hour", fromMs: 10 * minuteMs, toMs: hourMs },
  { group: "1 to 6 hours", fromMs: hourMs, toMs: 6 * hourMs },
  { group: "6 hours to 1 day", fromMs: 6 * hourMs, toMs: dayMs },
  { group: "1 to 3 days", fromMs: dayMs, toMs: 3 * dayMs },
  { group: "3 to 7 days", fromMs: 3 * dayMs, toMs: 7 * dayMs },
  { group: "7 days or more", fromMs: 7 * dayMs, toMs: Number.POSITIVE_INFINITY },
] as const;

/** log₂ of a typical delay of the band, in hours. */
export function doublingsOf({ fromMs, toMs }: (typeof delayBands)[number]): number {
  const low = Math.max(fromMs, minuteMs);
  const high = Number.isFinite(toMs) ? toMs : 2 * fromMs;
  return Math.log2(Math.sqrt(low * high) / hourMs);
}

/** The index of the band that a delay lies in. */
export function bandOf(delayMs: number): number {
  return delayBands.findIndex(({ fromMs, toMs }) => delayMs >= fromMs && delayMs < toMs);
}
