import type { LogEntry, Offset } from "@attune/model/log-entry";
import { asUnavailable } from "./engine-trouble.ts";
import { toRewrittenMessage } from "./entry-messages.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { LogReader } from "./log-reader.ts";
import { type LogStreams, rewriteSubject } from "./log-streams.ts";
import type { LongMessages } from "./long-messages.ts";

/**
 * Changes entries in place: every message that holds one of them is written anew beside the log, and what was there before is erased, its
 * bytes overwritten. May be done again after a crash: the same entries come to lie in the same places.
 */
export async function rewriteMessages(
  { link, streams, reader, long }: { link: JetStreamLink; streams: LogStreams; reader: LogReader; long: LongMessages },
  rewritten: readonly LogEntry[],
): Promise<void> {
  const { client, manager } = link;
  for (const [sequence, changes] of await byMessage(reader, rewritten)) {
    const message = await reader.message(sequence);
    if (message === undefined) continue;
    const entries = message.entries.map((entry) => changes.get(entry.offset) ?? entry);
    const subject = rewriteSubject(streams, sequence);
    await asUnavailable("JetStream", async () => {
      const before = await manager.streams.getMessage(streams.rewrites, { last_by_subj: subject });
      const original = await manager.streams.getMessage(streams.log, { seq: sequence });
      const messageId = `rewrite-${sequence}-${before?.seq ?? 0}`;
      const { data, headers } = await long.shorten(toRewrittenMessage(message, entries), messageId);
      await client.publish(subject, data, { headers });
      if (before !== null) {
        await long.eraseParts(before);
        await manager.streams.deleteMessage(streams.rewrites, before.seq, true);
      }
      if (original !== null) {
        await long.eraseParts(original);
        await manager.streams.deleteMessage(streams.log, sequence, true);
      }
    });
  }
}

async function byMessage(
  reader: LogReader,
  rewritten: readonly LogEntry[],
): Promise<Map<number, Map<Offset, LogEntry>>> {
  const found = new Map<number, Map<Offset, LogEntry>>();
  for (const entry of rewritten) {
    const message = await reader.around(entry.offset);
    if (message === undefined || entry.offset > message.to) continue;
    const changes = found.get(message.sequence);
    if (changes === undefined) found.set(message.sequence, new Map([[entry.offset, entry]]));
    else changes.set(entry.offset, entry);
  }
  return found;
}
