import type { Event } from "@attune/model/event";
import { type EventType, eventTypes } from "@attune/model/event";
import type { Json, JsonObject } from "@attune/model/json";
import type { Outcome } from "@attune/model/outcome";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import { collectEvent } from "../collect/collect-event.ts";
import type { CollectSettings, Envelope } from "../collect/envelope.ts";
import type { FoldInput, FoldResult } from "../profile/fold-group.ts";
import type { Arrival, CollectSummary } from "./engine.ts";
import type { Writer } from "./writer.ts";

/** Message ids are remembered for a week: clients resend what they kept for up to a day, with room to spare. */
const rememberMs = 7 * 24 * 3_600_000;

export interface CollectorParts {
  writer: Writer;
  settings: () => CollectSettings;
  /** Told of the currency of the first priced event where none is declared; resolves when that is kept. */
  decideCurrency: (currency: string) => Promise<void>;
  newId: () => string;
  onOutcomes: (source: string, summary: CollectSummary) => void;
}

/** Takes raw events through the collect stage and the writer. */
export function createCollector(parts: CollectorParts) {
  return async function collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary> {
    const envelope = envelopeOf(arrival, parts.newId);
    const inputs: FoldInput[] = [];
    const outcomes: CollectSummary["outcomes"] = [];
    /** For each input, which raw event it came from. */
    const origins: number[] = [];

    for (const [index, raw] of raws.entries()) {
      const outcome = collectEvent(raw, envelope, parts.settings());
      outcomes.push(outcome.kind === "keep" ? { kind: "keep" } : outcome);
      if (outcome.kind === "drop") continue;
      if (outcome.kind === "keep") await noteCurrency(outcome.value, parts);
      inputs.push(inputOf(outcome, raw, arrival));
      origins.push(index);
    }

    const results = await parts.writer.submit(inputs);
    for (const [i, result] of results.entries()) noteDuplicate(result, outcomes, origins[i]!);
    const summary = { ...countOf(outcomes), outcomes };
    parts.onOutcomes(arrival.source, summary);
    return summary;
  };
}

function envelopeOf(arrival: Arrival, newMessageId: () => string): Envelope {
  const envelope: Envelope = {
    receivedAt: arrival.receivedAt,
    source: arrival.source,
    channel: arrival.source.startsWith("import:") ? "import" : "server",
    newMessageId,
    maxEventBytes: arrival.maxEventBytes,
  };
  if (eventTypes.includes(arrival.type as EventType)) envelope.typeFromRoute = arrival.type as EventType;
  if (typeof arrival.sentAt === "string" || typeof arrival.sentAt === "number") envelope.sentAt = arrival.sentAt;
  if (typeof arrival.context === "object" && arrival.context !== null && !Array.isArray(arrival.context)) {
    envelope.batchContext = arrival.context as JsonObject;
  }
  return envelope;
}

async function noteCurrency(event: Event, { settings, decideCurrency }: CollectorParts): Promise<void> {
  if (event.money !== undefined && settings().reportingCurrency === null)
    await decideCurrency(event.money.originalCurrency);
}

function inputOf(outcome: Exclude<Outcome<Event>, { kind: "drop" }>, raw: unknown, arrival: Arrival): FoldInput {
  if (outcome.kind === "keep") {
    const event = outcome.value;
    const keepSeenUntil = arrival.deduplicate === "ever" ? Number.POSITIVE_INFINITY : arrival.receivedAt + rememberMs;
    return { kind: "event", event, messageKey: `${arrival.source}\u0000${event.messageId}`, keepSeenUntil };
  }
  const entry: Omit<QuarantinedEvent, "quarantineId"> = {
    receivedAt: arrival.receivedAt,
    source: arrival.source,
    code: outcome.code,
    reason: outcome.reason,
    payload: storable(raw),
  };
  if (outcome.path !== undefined) entry.path = outcome.path;
  if (typeof arrival.sentAt === "string") entry.sentAt = arrival.sentAt;
  return { kind: "quarantine", entry };
}

/** What is too deep to be written as JSON is kept as the text of what can be; nothing else is changed. */
function storable(raw: unknown): Json {
  try {
    const text = JSON.stringify(raw);
    return text === undefined ? null : (raw as Json);
  } catch {
    return "(nested too deeply to be kept)";
  }
}

function noteDuplicate(result: FoldResult, outcomes: CollectSummary["outcomes"], index: number): void {
  if (result.kind === "duplicate") {
    outcomes[index] = { kind: "drop", code: "duplicate", reason: "an event with this message id was accepted before" };
  }
}

function countOf(outcomes: CollectSummary["outcomes"]): { kept: number; dropped: number; quarantined: number } {
  const count = { kept: 0, dropped: 0, quarantined: 0 };
  for (const { kind } of outcomes) {
    if (kind === "keep") count.kept += 1;
    else if (kind === "drop") count.dropped += 1;
    else count.quarantined += 1;
  }
  return count;
}
