const locale = "en-GB";
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How far `at` is from now, both in epoch milliseconds: `now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 days ago`, `in 3 h`; the calendar date
 * from 14 days on. A moment in the future (clocks differ) up to a minute counts as now.
 */
export function relativeTime(at: number, now: number, timeZone?: string): string {
  const ago = now - at;
  if (Math.abs(ago) >= 14 * day) return formatDate(at, timeZone);
  if (ago < -minute) return `in ${longest(-ago)}`;
  if (ago < 5 * second) return "now";
  return `${longest(ago)} ago`;
}

/** In the largest unit that fits, cut off. */
function longest(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  const days = Math.floor(ms / day);
  return days === 1 ? "1 day" : `${days} days`;
}

/** `3 May 2026`, in the business's time zone where one is given. */
export function formatDate(at: number, timeZone?: string): string {
  return new Date(at).toLocaleDateString(locale, { day: "numeric", month: "short", year: "numeric", timeZone });
}

/** `3 May 2026, 14:05:09`. */
export function formatDateTime(at: number, timeZone?: string): string {
  return `${formatDate(at, timeZone)}, ${formatClock(at, timeZone)}`;
}

/** A sentence of the server's with its moments (`2026-05-03T14:05:09.402Z`) as people read them: `3 May 2026, 14:05:09`. */
export function tellMoments(text: string, timeZone?: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (moment) =>
    formatDateTime(Date.parse(moment), timeZone),
  );
}

/** `14:05:09`. */
export function formatClock(at: number, timeZone?: string): string {
  return new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone });
}

/** How long something has lasted, in its two largest units: `3 d 4 h`, `12 min`, `40 s`. */
export function formatDuration(seconds: number): string {
  const parts: Array<[number, string]> = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3_600), "h"],
    [Math.floor((seconds % 3_600) / 60), "min"],
    [Math.floor(seconds % 60), "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  const told = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${count} ${unit}`).join(" ");
}
