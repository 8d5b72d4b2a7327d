import type { CollectSummary } from "@attune/engine/runtime/arrival";
import type { Engine } from "@attune/engine/runtime/engine";
import { hasCode } from "@attune/model/errors";
import { mapRows } from "../import/map-rows.ts";
import type { MappedEvent, Mapping, RefusedRow } from "../import/mapping.ts";
import type { JobContext } from "./jobs.ts";
import type { RefusedRows } from "./refused-rows.ts";

export interface ImportParts {
  engine: Engine;
  mapping: Mapping;
  source: AsyncIterable<Uint8Array>;
  refusedRows: RefusedRows;
  clock: () => number;
}

/**
 * What an import did. `events` were made of `rows`; each was kept, dropped as known before, or quarantined. `quarantined` counts the rows
 * that made no event, too.
 */
export interface ImportResult {
  rows: number;
  events: number;
  kept: number;
  dropped: number;
  quarantined: number;
  seconds: number;
}

/** Events given to the engine at once, and how many such groups are on their way: enough that its commits are full while rows are read. */
const groupSize = 500;
const groupsUnderway = 6;
/** An invoice may have a thousand lines; a file comes from someone with the secret key. */
const maxEventBytes = 1024 * 1024;
const waitWhenOverloadedMs = 50;

/** Takes a table in, with the source `import:<mapping>`. Its message ids are remembered for ever: the same file again changes nothing. */
export async function runImport(parts: ImportParts, { onProgress, signal }: JobContext): Promise<ImportResult> {
  const { engine, mapping, refusedRows, clock } = parts;
  const startedAt = clock();
  const result = { rows: 0, events: 0, kept: 0, dropped: 0, quarantined: 0 };
  const underway = new Set<Promise<void>>();
  let waiting: MappedEvent[] = [];

  async function collect(events: MappedEvent[]): Promise<void> {
    const summary = await collectPatiently(engine, events, mapping, clock, signal);
    result.kept += summary.kept;
    result.dropped += summary.dropped;
    result.quarantined += summary.quarantined;
    if (summary.quarantined > 0) await refusedRows.write(quarantinedRows(events, summary));
  }

  async function send(events: MappedEvent[]): Promise<void> {
    const sending = collect(events).finally(() => underway.delete(sending));
    underway.add(sending);
    // A failure is thrown where it is awaited, here or at the end; it must not be unhandled in between.
    sending.catch(() => {});
    if (underway.size >= groupsUnderway) await Promise.race(underway);
  }

  try {
    for await (const part of mapRows(parts.source, mapping)) {
      signal.throwIfAborted();
      result.rows = part.rowCount;
      result.events += part.events.length;
      result.quarantined += part.refused.length;
      if (part.refused.length > 0) await refusedRows.write(part.refused);
      waiting.push(...part.events);
      while (waiting.length >= groupSize) {
        await send(waiting.slice(0, groupSize));
        waiting = waiting.slice(groupSize);
      }
      onProgress(result.rows, null);
    }
    if (waiting.length > 0) await send(waiting);
    await Promise.all(underway);
  } finally {
    await Promise.allSettled(underway);
    await refusedRows.close();
  }
  onProgress(result.rows, result.rows);
  return { ...result, seconds: Math.round(clock() - startedAt) / 1000 };
}

/** Other senders may have filled the engine's queue: an import waits for room, since nobody else would send its rows again. */
async function collectPatiently(
  engine: Engine,
  events: readonly MappedEvent[],
  mapping: Mapping,
  clock: () => number,
  signal: AbortSignal,
): Promise<CollectSummary> {
  const raws = events.map((event) => event.raw);
  for (;;) {
    signal.throwIfAborted();
    try {
      const source = `import:${mapping.name}`;
      return await engine.collect(raws, { source, receivedAt: clock(), maxEventBytes, deduplicate: "ever" });
    } catch (error) {
      if (!hasCode(error, "overloaded")) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitWhenOverloadedMs));
    }
  }
}

function quarantinedRows(events: readonly MappedEvent[], { outcomes }: CollectSummary): RefusedRow[] {
  return events.flatMap(({ line }, i) => {
    const outcome = outcomes[i]!;
    return outcome.kind === "quarantine" ? [{ line, reason: `${outcome.code}: ${outcome.reason}` }] : [];
  });
}
