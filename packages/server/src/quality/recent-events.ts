import type { EventLog } from "@attune/engine/ports/event-log";
import type { Event } from "@attune/model/event";

const page = 2_000;

/** The latest events of the log, the oldest of them first, at most `limit`; looks at twice as many entries. Our own messages to people are left out. */
export async function recentEvents(log: EventLog, limit: number): Promise<Event[]> {
  const head = await log.head();
  const pages: Event[][] = [];
  let [left, looked] = [limit, 0];
  for (let to = head; to > 0 && left > 0 && looked < 2 * limit; to -= page) {
    const from = Math.max(1, to - page + 1);
    const entries = await log.read(from, to - from + 1);
    looked += entries.length;
    const events = entries.flatMap((entry) => (entry.kind === "event" && !isOurs(entry.event) ? [entry.event] : []));
    const kept = events.slice(-left);
    left -= kept.length;
    pages.push(kept);
  }
  return pages.reverse().flat();
}

function isOurs({ source }: Event): boolean {
  return source === "deliver" || source === "journey";
}
