import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { LiveState } from "../ports/live-state.ts";
import type { Quarantine } from "../ports/quarantine.ts";
import { emptyWrites } from "./empty-writes.ts";
import type { Arrival, CollectSummary, OnProgress } from "./engine.ts";
import type { Writer } from "./writer.ts";

export interface QuarantineReplayParts {
  quarantine: Quarantine;
  state: LiveState;
  writer: Writer;
  collect: (raws: readonly unknown[], arrival: Arrival) => Promise<CollectSummary>;
}

const pageSize = 500;
/** What was once taken in whole is taken again, whatever its size. */
const maxEventBytes = 4 * 1024 * 1024;

/**
 * Takes quarantined events through collect again, by the rules that hold now: those with these ids, or (null) all. Each leaves the quarantine
 * once what became of it is on disk; one that is still wrong enters anew, with its present reason.
 */
export function createQuarantineReplay({ quarantine, state, writer, collect }: QuarantineReplayParts) {
  return async function replayQuarantine(ids: number[] | null, onProgress: OnProgress): Promise<CollectSummary> {
    const summary: CollectSummary = { kept: 0, dropped: 0, quarantined: 0, outcomes: [] };
    const entries = ids === null ? await all(quarantine) : await named(quarantine, ids);
    for (const [index, entry] of entries.entries()) {
      add(summary, await replayOne(entry));
      onProgress(index + 1, entries.length);
    }
    return summary;
  };

  async function replayOne(entry: QuarantinedEvent): Promise<CollectSummary> {
    const { source, receivedAt, sentAt, type, context } = entry;
    const arrival: Arrival = { source, receivedAt, sentAt, context, maxEventBytes, deduplicate: "ever" };
    if (type !== undefined) arrival.type = type;
    const summary = await collect([withMessageId(entry)], arrival);
    await writer.exclusively(() => state.commit({ ...emptyWrites(), released: [entry.quarantineId] }));
    return summary;
  }
}

async function all(quarantine: Quarantine): Promise<QuarantinedEvent[]> {
  const entries: QuarantinedEvent[] = [];
  let before: number | null = null;
  for (;;) {
    const page: QuarantinedEvent[] = await quarantine.list(before, pageSize);
    entries.push(...page);
    if (page.length < pageSize) return entries.reverse();
    before = page.at(-1)!.quarantineId;
  }
}

async function named(quarantine: Quarantine, ids: number[]): Promise<QuarantinedEvent[]> {
  const found = await Promise.all(ids.map((id) => quarantine.get(id)));
  return found.filter((entry) => entry !== undefined);
}

/** An event without an id of its own gets one from its place in the quarantine, so that a crash in between cannot double it. */
function withMessageId({ payload, quarantineId }: QuarantinedEvent): unknown {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return payload;
  return payload.messageId === undefined ? { ...payload, messageId: `quarantine-${quarantineId}` } : payload;
}

function add(sum: CollectSummary, part: CollectSummary): void {
  sum.kept += part.kept;
  sum.dropped += part.dropped;
  sum.quarantined += part.quarantined;
  sum.outcomes.push(...part.outcomes);
}
