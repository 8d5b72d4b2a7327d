import { createHash } from "node:crypto";
import type { Outbound } from "@attune/channels/address/outbound-agent";
import { webhookHeaders } from "@attune/channels/webhook/sign-webhook";
import { usableEvent } from "@attune/engine/decide/usable-event";
import { sensitiveAllowed } from "@attune/engine/decide/usable-profile";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Destination } from "@attune/model/destination";
import type { Event } from "@attune/model/event";
import type { Json } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { standingChoices } from "../privacy/consent-choices.ts";
import { batchUrl, segmentMessage } from "./event-message.ts";

/** How far a destination has come; kept, so that a restart goes on. */
export interface Forwarding {
  /** The last entry of the log that it was given, or that is not for it. */
  done: number;
  sent: number;
  /** Events that it will never take; they are passed over. */
  refused: number;
  /** What keeps it behind; null: nothing. */
  trouble: string | null;
  /** Attempts in a row that failed. */
  failures: number;
}

export interface ForwardingParts {
  engine: Engine;
  destination: Destination;
  outbound: Outbound;
  /** Write key of a Segment-compatible endpoint, or the secret that webhooks are signed with. */
  key: string | undefined;
  clock: () => number;
}

const kind = "checkpoint";
const entriesAtOnce = 100;

const idOf = ({ destinationId }: Destination) => `destination:${destinationId}`;

/** Where the destination stands; one that is new begins at the log's end, or at its beginning where it says so. */
export async function forwardingOf(engine: Engine, destination: Destination): Promise<Forwarding> {
  const { definitions, log } = engine.stores;
  const kept = (await definitions.get(kind, idOf(destination))) as unknown as Forwarding | undefined;
  if (kept !== undefined) return kept;
  const done = destination.fromBeginning ? 0 : await log.head();
  return keep(engine, destination, { done, sent: 0, refused: 0, trouble: null, failures: 0 });
}

async function keep(engine: Engine, destination: Destination, forwarding: Forwarding): Promise<Forwarding> {
  await engine.stores.definitions.put(kind, [[idOf(destination), forwarding as unknown as Json]]);
  return forwarding;
}

/**
 * One step: the next entries of the log go out as one batch, then the place is kept. Killed in between, the batch is sent again with the same
 * message ids. Returns after how many milliseconds to come again.
 */
export async function forwardNext(parts: ForwardingParts): Promise<number> {
  const { engine, destination } = parts;
  const forwarding = await forwardingOf(engine, destination);
  const entries = await engine.stores.log.read(forwarding.done + 1, entriesAtOnce);
  const last = entries.at(-1);
  if (last === undefined) return idleMs;
  const events = await eventsFor(parts, entries);
  const outcome = events.length === 0 ? taken(0, 0) : await deliver(parts, events);
  if (outcome.trouble !== null) {
    const failures = forwarding.failures + 1;
    await keep(engine, destination, { ...forwarding, trouble: outcome.trouble, failures });
    return outcome.retryAfterMs ?? Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(failures - 1, 20));
  }
  await keep(engine, destination, {
    done: last.offset,
    sent: forwarding.sent + outcome.sent,
    refused: forwarding.refused + outcome.refused,
    trouble: null,
    failures: 0,
  });
  return entries.length < entriesAtOnce ? idleMs : 0;
}

const idleMs = 500;
const shortestPauseMs = 1_000;
const longestPauseMs = 300_000;

/** What may go out of a person's events. */
type MayGo = "nothing" | "nothing sensitive" | "all";

/**
 * Events of people, by name, whose consent allows it; of who did not say yes to sensitive categories, without what they did with these. Who was erased is not in
 * the log any more.
 */
async function eventsFor({ engine, destination }: ForwardingParts, entries: readonly LogEntry[]): Promise<Event[]> {
  const sensitive = engine.segments.sensitive();
  const mayGo = new Map<string, MayGo>();
  const found: Event[] = [];
  for (const entry of entries) {
    if (entry.kind !== "event" || entry.event.actor !== "person") continue;
    if (destination.events !== undefined && !destination.events.includes(entry.event.name)) continue;
    let may = mayGo.get(entry.profileId);
    if (may === undefined) {
      may = whatMayGo(await engine.findProfile({ namespace: "profile_id", value: entry.profileId }));
      mayGo.set(entry.profileId, may);
    }
    if (may === "nothing") continue;
    const event = may === "all" || sensitive === null ? entry.event : usableEvent(entry.event, sensitive);
    if (event !== null) found.push(event);
  }
  return found;

  function whatMayGo(profile: Profile | undefined): MayGo {
    const choices = standingChoices(engine, profile);
    const allows = choices.some(({ purpose, allowed }) => purpose === destination.needs && allowed);
    // Who is nameless has nobody to send.
    if (!allows || (profile?.identities.length ?? 0) === 0) return "nothing";
    return sensitiveAllowed(undefined, profile?.consent) ? "all" : "nothing sensitive";
  }
}

interface Delivered {
  sent: number;
  refused: number;
  trouble: string | null;
  retryAfterMs?: number;
}

const taken = (sent: number, refused: number): Delivered => ({ sent, refused, trouble: null });
const failed = (trouble: string): Delivered => ({ sent: 0, refused: 0, trouble });

/** What a receiver says of the content and not of itself: 400, 413, 422. The batch is halved until what it will not take stands alone. */
const ofContent: ReadonlySet<number> = new Set([400, 413, 422]);

async function deliver(parts: ForwardingParts, events: readonly Event[]): Promise<Delivered> {
  const answer = await post(parts, events);
  if ("trouble" in answer) return failed(answer.trouble);
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return taken(events.length, 0);
  if (!ofContent.has(status))
    return { ...failed(`answered ${status}`), ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  if (events.length === 1) return taken(0, 1);
  const half = Math.ceil(events.length / 2);
  const first = await deliver(parts, events.slice(0, half));
  if (first.trouble !== null) return first;
  const second = await deliver(parts, events.slice(half));
  return second.trouble === null ? taken(first.sent + second.sent, first.refused + second.refused) : second;
}

async function post({ destination, outbound, key, clock }: ForwardingParts, events: readonly Event[]) {
  const batch = events.map(segmentMessage);
  const body = JSON.stringify(
    destination.kind === "segment"
      ? { batch, sentAt: new Date(clock()).toISOString() }
      : { schema: "attune.events/1", events: batch },
  );
  if (key === undefined) return { trouble: `no key: set ${keyVariable(destination.destinationId)}` };
  const id = createHash("sha256")
    .update(events.map(({ messageId }) => messageId).join("\u0000"))
    .digest("hex");
  const signed =
    destination.kind === "segment"
      ? { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` }
      : webhookHeaders(key, id, clock(), body);
  const headers = { "content-type": "application/json", "idempotency-key": id, ...signed };
  try {
    return await outbound.post(batchUrl(destination), headers, body);
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return { trouble: message || String(code) };
  }
}

/** The environment variable that holds a destination's key. */
export function keyVariable(destinationId: string): string {
  return `ATTUNE_DESTINATION_${destinationId.toUpperCase().replaceAll("-", "_")}_KEY`;
}
