import type { EventLog } from "@attune/engine/ports/event-log";
import type { Event } from "@attune/model/event";
import type { LogEntry, Offset } from "@attune/model/log-entry";

const page = 2_000;

/** The latest events of the log, the oldest of them first, at most `limit`; looks at twice as many entries. Our own messages to people are left out. */
export async function recentEvents(log: EventLog, limit: number): Promise<Event[]> {
  const pages: Event[][] = [];
  let [left, looked] = [limit, 0];
  for (let before: Offset | null = null; left > 0 && looked < 2 * limit; ) {
    const entries: LogEntry[] = await log.readBack(before, page);
    if (entries.length === 0) break;
    before = entries[0]!.offset;
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
