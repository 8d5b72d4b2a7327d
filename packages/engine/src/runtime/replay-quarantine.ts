import { AttuneError } from "@attune/model/errors";
import type { JsonObject } from "@attune/model/json";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { ReceivedBody } from "../collect/parse-body.ts";
import { isUnreadable } from "../collect/unreadable.ts";
import type { Quarantine } from "../ports/quarantine.ts";
import type { FoldInput, FoldResult } from "../profile/fold-group.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import type { Collect } from "./collector.ts";
import type { OnProgress } from "./engine.ts";
import { type BodyEncoding, quarantinedBody } from "./quarantined-body.ts";
import type { WriteAlone, Writer } from "./writer.ts";

export interface QuarantineReplayParts {
  quarantine: Quarantine;
  writer: Writer;
  collect: Collect;
}

const pageSize = 500;
/** What was once taken in whole is taken again, whatever its size. */
const maxEventBytes = 4 * 1024 * 1024;

/**
 * Takes quarantined events through collect again, by the rules that hold now: those with these ids, or (null) all. Each leaves the
 * quarantine in the same write that keeps it; one that is still wrong enters anew, with its present reason; one that was erased
 * meanwhile stays gone. What was set aside unread is read again, all of its events. `encoding` is that of bytes that were no UTF-8.
 */
export function createQuarantineReplay({ quarantine, writer, collect }: QuarantineReplayParts) {
  async function replayQuarantine(
    ids: number[] | null,
    onProgress: OnProgress,
    encoding: BodyEncoding = "utf-8",
  ): Promise<CollectSummary> {
    const summary: CollectSummary = { kept: 0, dropped: 0, quarantined: 0, outcomes: [] };
    const wanted = ids ?? (await allIds(quarantine));
    for (const [index, id] of wanted.entries()) {
      add(summary, await writer.exclusively((write) => replayOne(id, encoding, write)));
      onProgress(index + 1, wanted.length);
    }
    return summary;
  }

  /** Undefined where nothing is held under that id. Throws `bad-request` with the place, and leaves all as it was, where something is wrong still. */
  function mendQuarantined(id: number, events: JsonObject[]): Promise<CollectSummary | undefined> {
    return writer.exclusively(async (write) => {
      const entry = await quarantine.get(id);
      if (entry === undefined) return undefined;
      return takeIn(entry, { raws: events }, (inputs) => {
        refuseWrong(inputs);
        return write(inputs, [id]);
      });
    });
  }

  return { replayQuarantine, mendQuarantined };

  async function replayOne(id: number, encoding: BodyEncoding, write: WriteAlone): Promise<CollectSummary | null> {
    const entry = await quarantine.get(id);
    if (entry === undefined) return null;
    return takeIn(entry, quarantinedBody(entry, encoding), (inputs) => write(inputs, [id]));
  }

  function takeIn(
    entry: QuarantinedEvent,
    { raws, sentAt = entry.sentAt, context = entry.context }: ReceivedBody,
    submit: (inputs: FoldInput[]) => Promise<FoldResult[]>,
  ): Promise<CollectSummary> {
    const { source, receivedAt, type } = entry;
    const arrival: Arrival = { source, receivedAt, sentAt, context, maxEventBytes, deduplicate: "ever" };
    if (type !== undefined) arrival.type = type;
    return collect(withMessageIds(raws, entry.quarantineId), arrival, submit);
  }
}

/** What a person mended by hand is not set aside once more: they are told what is wrong still. */
function refuseWrong(inputs: readonly FoldInput[]): void {
  const index = inputs.findIndex(({ kind }) => kind === "quarantine");
  const wrong = inputs[index];
  if (wrong?.kind !== "quarantine") return;
  const { reason, path } = wrong.entry;
  throw new AttuneError("bad-request", `Not right yet: ${reason}`, {
    path: `events[${index}]${path === undefined ? "" : `.${path}`}`,
  });
}

async function allIds(quarantine: Quarantine): Promise<number[]> {
  const ids: number[] = [];
  let before: number | null = null;
  for (;;) {
    const page: QuarantinedEvent[] = await quarantine.list(before, pageSize);
    for (const { quarantineId } of page) ids.push(quarantineId);
    if (page.length < pageSize) return ids.reverse();
    before = page.at(-1)!.quarantineId;
  }
}

/** An event without an id of its own gets one from its place in the quarantine: replaying it is not sending it anew. */
function withMessageIds(raws: readonly unknown[], quarantineId: number): unknown[] {
  return raws.map((raw, i) => {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw) || isUnreadable(raw)) return raw;
    if ("messageId" in raw && raw.messageId !== undefined) return raw;
    return { ...raw, messageId: `quarantine-${quarantineId}${raws.length === 1 ? "" : `-${i}`}` };
  });
}

function add(sum: CollectSummary, part: CollectSummary | null): void {
  if (part === null) return;
  sum.kept += part.kept;
  sum.dropped += part.dropped;
  sum.quarantined += part.quarantined;
  sum.outcomes.push(...part.outcomes);
}
