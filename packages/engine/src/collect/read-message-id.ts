import type { Envelope } from "./envelope.ts";
import { maxIdentifierLength } from "./read-identifiers.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { wellFormed } from "./well-formed.ts";

/** The sender's id of the event, by which a repeated delivery is known; where it sent none, a new one. */
export function readMessageId(sent: unknown, envelope: Envelope): string | Refusal {
  if (sent == null || sent === "") return envelope.newMessageId();
  if (typeof sent === "number") return String(sent);
  if (typeof sent !== "string") return refuse("wrong-type", "A message id is a text.", "messageId");
  if (sent.length > maxIdentifierLength)
    return refuse("too-large", `A message id has at most ${maxIdentifierLength} characters.`, "messageId");
  return wellFormed(sent);
}
