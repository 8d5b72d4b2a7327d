import { setImmediate as nextTurn } from "node:timers/promises";
import { dayMs } from "@attune/math/time-units";
import type { Event } from "@attune/model/event";
import { eventTypes } from "@attune/model/event";
import type { Json, JsonObject } from "@attune/model/json";
import type { Outcome } from "@attune/model/outcome";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import { collectEvent } from "../collect/collect-event.ts";
import { deepJsonText } from "../collect/deep-json-text.ts";
import type { CollectSettings, Envelope } from "../collect/envelope.ts";
import { decidedCurrency } from "../collect/read-currency.ts";
import { isUnreadable } from "../collect/unreadable.ts";
import type { FoldInput, FoldResult } from "../profile/fold-group.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import type { Writer } from "./writer.ts";

/** Events read between two turns of the event loop: a quarter of a millisecond, so that decisions do not wait for a large batch. */
const eventsPerTurn = 16;
/** Message ids are remembered for a week: clients resend what they kept for up to a day, with room to spare. */
const rememberMs = 7 * dayMs;

export interface CollectorParts {
  writer: Writer;
  settings: () => CollectSettings;
  /** Told of the currency of the first priced event where none is declared; resolves when that is kept. */
  decideCurrency: (currency: string) => Promise<void>;
  newId: () => string;
  onOutcomes: (source: string, summary: CollectSummary) => void;
}

export type Collect = (
  raws: readonly unknown[],
  arrival: Arrival,
  /** Takes the inputs in; the writer's own way unless said otherwise. */
  submit?: (inputs: FoldInput[]) => Promise<FoldResult[]>,
) => Promise<CollectSummary>;

/** Takes raw events through the collect stage and the writer. */
export function createCollector(parts: CollectorParts): Collect {
  return async function collect(raws, arrival, submit = parts.writer.submit) {
    const envelope = envelopeOf(arrival, parts.newId);
    const inputs: FoldInput[] = [];
    const outcomes: CollectSummary["outcomes"] = [];
    /** For each input, which raw event it came from. */
    const origins: number[] = [];

    for (const [index, raw] of raws.entries()) {
      if (index % eventsPerTurn === eventsPerTurn - 1) await nextTurn();
      const outcome = collectEvent(raw, envelope, parts.settings());
      outcomes.push(outcome.kind === "keep" ? { kind: "keep" } : outcome);
      if (outcome.kind === "drop") continue;
      if (outcome.kind === "keep") await noteCurrency(outcome.value, parts);
      inputs.push(inputOf(outcome, raw, arrival));
      origins.push(index);
    }

    const results = await submit(inputs);
    for (const [i, result] of results.entries()) noteLeftOut(result, outcomes, origins[i]!);
    const summary = { ...countOf(outcomes), outcomes };
    parts.onOutcomes(arrival.source, summary);
    return summary;
  };
}

function envelopeOf(arrival: Arrival, newMessageId: () => string): Envelope {
  const { typeFromRoute, sentAt, batchContext } = companions(arrival);
  return {
    receivedAt: arrival.receivedAt,
    source: arrival.source,
    channel: arrival.source.startsWith("import:") ? "import" : "server",
    newMessageId,
    maxEventBytes: arrival.maxEventBytes,
    ...(typeFromRoute === undefined ? {} : { typeFromRoute }),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(batchContext === undefined ? {} : { batchContext }),
  };
}

/** What came with the events and makes sense. */
function companions({ type, sentAt, context }: Arrival) {
  const isContext = typeof context === "object" && context !== null && !Array.isArray(context);
  return {
    typeFromRoute: eventTypes.find((known) => known === type),
    sentAt: typeof sentAt === "string" || typeof sentAt === "number" ? sentAt : undefined,
    batchContext: isContext ? (context as JsonObject) : undefined,
  };
}

/** Keeps the currency of the first priced event before anything in it is kept. */
async function noteCurrency(event: Event, { settings, decideCurrency }: CollectorParts): Promise<void> {
  if (settings().reportingCurrency !== null) return;
  const currency = decidedCurrency(event);
  if (currency !== null) await decideCurrency(currency);
}

function inputOf(outcome: Exclude<Outcome<Event>, { kind: "drop" }>, raw: unknown, arrival: Arrival): FoldInput {
  if (outcome.kind === "keep") {
    const event = outcome.value;
    const keepSeenUntil = arrival.deduplicate === "ever" ? Number.POSITIVE_INFINITY : arrival.receivedAt + rememberMs;
    return { kind: "event", event, messageKey: `${arrival.source}\u0000${event.messageId}`, keepSeenUntil };
  }
  return { kind: "quarantine", entry: quarantined(outcome, raw, arrival) };
}

function quarantined(
  { code, reason, path }: Extract<Outcome<Event>, { kind: "quarantine" }>,
  raw: unknown,
  arrival: Arrival,
): Omit<QuarantinedEvent, "quarantineId"> {
  const { receivedAt, source } = arrival;
  const { typeFromRoute, sentAt, batchContext } = companions(arrival);
  return {
    receivedAt,
    source,
    code,
    reason,
    ...(path === undefined ? {} : { path }),
    ...received(raw),
    ...(typeFromRoute === undefined ? {} : { type: typeFromRoute }),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(batchContext === undefined ? {} : { context: storable(batchContext) as JsonObject }),
  };
}

/** Whatever could not be read is kept as it came. */
function received(raw: unknown): Pick<QuarantinedEvent, "payload" | "bytesBase64"> {
  if (!isUnreadable(raw)) return { payload: storable(raw) };
  const payload = storable(raw.received);
  return raw.bytes === undefined ? { payload } : { payload, bytesBase64: Buffer.from(raw.bytes).toString("base64") };
}

/** JSON as it is; as text where it is nested too deeply for the stores. Nothing is lost. */
function storable(raw: unknown): Json {
  try {
    return JSON.stringify(raw) === undefined ? null : (raw as Json);
  } catch {
    return deepJsonText(raw);
  }
}

function noteLeftOut(result: FoldResult, outcomes: CollectSummary["outcomes"], index: number): void {
  if (result.kind === "duplicate") {
    outcomes[index] = { kind: "drop", code: "duplicate", reason: "an event with this message id was accepted before" };
  } else if (result.kind === "refused") {
    outcomes[index] = { kind: "drop", code: "no-consent", reason: "the person does not want to be watched" };
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
