import { dayMs } from "@attune/math/time-units";
import type { Envelope } from "./envelope.ts";
import { parseTimestamp } from "./parse-timestamp.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** An event may lie this far ahead of its receipt before it is refused. */
const maxAheadMs = dayMs;

const timestampFields = ["timestamp", "originalTimestamp"] as const;
const uncorrectedFields = ["originalTimestamp", "timestamp"] as const;

/**
 * When the event happened, epoch milliseconds, corrected for the sender's clock by Segment's formula
 * `receivedAt − (sentAt − originalTimestamp)`. It is not applied where it would take the event out of what is allowed
 * (1970 … a day ahead: then `sentAt` is wrong, not the clock), nor to events that carry `receivedAt` or come from an import
 * (those were corrected when they were first received). Without a time of its own an event happened when it was received.
 */
export function readTime(raw: Record<string, unknown>, envelope: Envelope): number | Refusal {
  const corrected = raw.receivedAt != null || envelope.source.startsWith("import:");
  const [first, second] = corrected ? timestampFields : uncorrectedFields;
  const path = raw[first] == null ? second : first;
  const stated = raw[path];
  if (stated == null || stated === "") return envelope.receivedAt;
  const original = parseTimestamp(stated);
  if (original === undefined)
    return refuse("bad-timestamp", `\`${path}\` is not an ISO 8601 date or an epoch number.`, path);
  const at = corrected ? original : correctClock(original, raw.sentAt ?? envelope.sentAt, envelope.receivedAt);
  if (at < 0) return refuse("timestamp-too-old", `\`${path}\` lies before 1970.`, path);
  if (at > envelope.receivedAt + maxAheadMs)
    return refuse("timestamp-in-future", `\`${path}\` lies more than 24 hours ahead.`, path);
  return at;
}

function correctClock(original: number, sentAt: unknown, receivedAt: number): number {
  const sent = parseTimestamp(sentAt);
  if (sent === undefined) return original;
  const corrected = receivedAt - (sent - original);
  return corrected >= 0 && corrected <= receivedAt + maxAheadMs ? corrected : original;
}
