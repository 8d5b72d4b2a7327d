import type { Envelope } from "./envelope.ts";
import { maxIdentifierLength } from "./read-identifiers.ts";
import { type Refusal, refuse } from "./refusal.ts";

const halfPair = /\p{Cs}/u;

/** The sender's id of the event, by which a repeated delivery is known; where it sent none, a new one. */
export function readMessageId(sent: unknown, envelope: Envelope): string | Refusal {
  if (sent == null || sent === "") return envelope.newMessageId();
  if (typeof sent === "number") return String(sent);
  if (typeof sent !== "string") return refuse("wrong-type", "A message id is a text.", "messageId");
  if (sent.length > maxIdentifierLength)
    return refuse("too-large", `A message id has at most ${maxIdentifierLength} characters.`, "messageId");
  // Replaced, as in names, two ids could become one, and an event would be taken for a repetition of another.
  if (halfPair.test(sent)) return refuse("wrong-type", "A message id has no halves of surrogate pairs.", "messageId");
  return sent;
}
