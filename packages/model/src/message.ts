import Type from "typebox";
import type { Json } from "./json.ts";

/** Ways to reach a person outside a page. `in-app` waits in the inbox until the app asks for it. */
export const channelNames = ["email", "web-push", "webhook", "in-app"] as const;
export type ChannelName = (typeof channelNames)[number];

/**
 * What a message is about: `transactional` (a receipt, a password) is exempt from caps, quiet hours and marketing consent, and is marked as such. Every other one
 * is promotion: `marketing` unless the playbook gives it a category of its own (`newsletter`, `back-in-stock`), by which it can be capped.
 */
export type MessageCategory = string;

export const isTransactional = (category: MessageCategory): boolean => category === "transactional";

/** The events that say that a message went out, by channel. */
export const sentEvents: Readonly<Record<ChannelName, string>> = {
  email: "Email Sent",
  "web-push": "Push Notification Sent",
  webhook: "Webhook Sent",
  "in-app": "In-App Message Sent",
};

/**
 * The counter in which a profile counts the messages of one category, beside the one of their event. It begins with a space, which names of events never do: so it is
 * nobody's name, and comes before all those that a profile counts apart.
 */
export const sentCounter = (sentEvent: string, category: MessageCategory): string => ` ${sentEvent}: ${category}`;

/** What a message looks like before it is made for one person: every text may hold Liquid. */
export type MessageTemplate =
  | { channel: "email"; category: MessageCategory; subject: string; preheader?: string; body: EmailBody }
  | { channel: "web-push"; category: MessageCategory; title: string; text: string; url?: string; imageUrl?: string }
  | { channel: "webhook"; category: MessageCategory; payload: Json }
  | { channel: "in-app"; category: MessageCategory; content: Json };

/** One of `mjml` and `html`. The plain text part is made from it where it is not given. */
export interface EmailBody {
  mjml?: string;
  html?: string;
  text?: string;
}

/** A message made for one person. */
export type RenderedMessage =
  | { channel: "email"; subject: string; html: string; text: string }
  | { channel: "web-push"; title: string; text: string; url?: string; imageUrl?: string }
  | { channel: "webhook"; payload: Json }
  | { channel: "in-app"; content: Json };

/** A rendered message on its way to one address. */
export interface OutboundMessage {
  /** Names this message for ever: the same at every attempt, so that who receives it can tell a repetition. 1 to 100 of A–Z, a–z, 0–9, `-` and `_`. */
  deliveryId: string;
  category: MessageCategory;
  /** An e-mail address, a push subscription as JSON, or a URL. */
  to: string;
  message: RenderedMessage;
  /** Where a person ends such messages with one click (RFC 8058). Absent: a transactional message. */
  unsubscribeUrl?: string;
}

/**
 * What became of an attempt:
 * - `accepted`: the other side has taken it over;
 * - `later`: it may succeed when it is tried again;
 * - `failed`: this message will never be taken; nothing is said about the address;
 * - `gone`: the address takes nothing any more, and is not to be used again.
 */
export type Handover =
  | { kind: "accepted"; reference: string | null }
  | { kind: "later"; reason: string; retryAfterMs?: number }
  | { kind: "failed"; reason: string }
  | { kind: "gone"; reason: string };

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1, maxLength: 200_000 });
/** A category of messages, as attune.yaml names it. */
export const messageCategoryPattern = "^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$";

const category = Type.Optional(Type.String({ pattern: messageCategoryPattern }));

/** An entry of `messages:` in attune.yaml. */
export const messageEntrySchema = Type.Union([
  Type.Object(
    {
      channel: Type.Literal("email"),
      category,
      subject: Type.String({ minLength: 1, maxLength: 1_000 }),
      preheader: Type.Optional(Type.String({ maxLength: 1_000 })),
      mjml: Type.Optional(text),
      html: Type.Optional(text),
      text: Type.Optional(text),
    },
    closed,
  ),
  Type.Object(
    {
      channel: Type.Literal("web-push"),
      category,
      title: Type.String({ minLength: 1, maxLength: 500 }),
      text: Type.String({ minLength: 1, maxLength: 2_000 }),
      url: Type.Optional(Type.String({ maxLength: 2_000 })),
      imageUrl: Type.Optional(Type.String({ maxLength: 2_000 })),
    },
    closed,
  ),
  Type.Object({ channel: Type.Literal("webhook"), category, payload: Type.Unknown() }, closed),
  Type.Object({ channel: Type.Literal("in-app"), category, content: Type.Unknown() }, closed),
]);

export type MessageEntry = Type.Static<typeof messageEntrySchema>;
