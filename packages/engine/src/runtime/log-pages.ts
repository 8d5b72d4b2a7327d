import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { EventLog } from "../ports/event-log.ts";

/** The entries after an offset up to another one, ascending, in pages of so many; none of them empty. */
export async function* logPages(
  log: Pick<EventLog, "read">,
  { after, upTo, entriesAtOnce }: { after: Offset; upTo: Offset; entriesAtOnce: number },
): AsyncGenerator<LogEntry[]> {
  for (let done = after; done < upTo; ) {
    const page = (await log.read(done + 1, entriesAtOnce)).filter(({ offset }) => offset <= upTo);
    if (page.length === 0) return;
    yield page;
    done = page.at(-1)!.offset;
  }
}
