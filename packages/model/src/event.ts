import type { Identifier } from "./identity.ts";
import type { JsonObject } from "./json.ts";
import type { EventMoney, Micros } from "./money.ts";

export const eventTypes = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type EventType = (typeof eventTypes)[number];

/** Who caused the event. Bots and declared internal traffic are kept and left out of learning and of measurement. */
export type Actor = "person" | "bot" | "internal";

export type Device = "phone" | "tablet" | "desktop" | "other";

/** What a person allows; `necessary` needs no asking. */
export const purposes = ["analytics", "personalization", "marketing"] as const;
export type Purpose = (typeof purposes)[number];

/** Marketing by channel: what a person says of one of them, beside what they say of marketing as a whole. */
const marketingChannels = [
  "marketing-email",
  "marketing-sms",
  "marketing-web-push",
  "marketing-webhook",
  "marketing-in-app",
] as const;

/**
 * All that a person can be asked for. `sensitive`: that what they do with products of the categories which the playbook calls sensitive is
 * used for them; it always needs a yes of its own.
 */
export const consentKeys = [...purposes, ...marketingChannels, "sensitive"] as const;
export type ConsentKey = (typeof consentKeys)[number];

/** One product line of an event, in the vocabulary's own names. */
export interface EventItem {
  itemId: string;
  name?: string;
  category?: string;
  brand?: string;
  quantity: number;
  /** Price of one unit in the reporting currency. */
  priceMicros?: Micros;
}

/**
 * A trustworthy event: normalized, clock-corrected, with its money in the reporting currency. Immutable once in the log.
 * Commerce events carry the names of Segment's e-commerce v2 vocabulary (`Product Viewed`, `Order Completed`, …).
 */
export interface Event {
  messageId: string;
  type: EventType;
  /** Canonical name. For `page` and `screen`: `Page Viewed`, `Screen Viewed`; for the others without a name: the type's own. */
  name: string;
  /** The name as it was sent, where normalization changed it. */
  originalName?: string;
  /** When it happened, epoch milliseconds, corrected for the sender's clock. */
  at: number;
  receivedAt: number;
  /** Where it came from: `http`, `import:online-retail`, `shop`, … Deduplication is per source. */
  source: string;
  /** Every identifier that the event names, without blocked values, strongest first; never empty. */
  identifiers: Identifier[];
  /** `alias`: the identifier that `identifiers[0]` was known by before. */
  previous?: Identifier;
  actor: Actor;
  channel: "web" | "app" | "server" | "store" | "email" | "import";
  device?: Device;
  /** Product lines (`products`) or the one product of a product event. */
  items: EventItem[];
  money?: EventMoney;
  /** What the event itself says about consent. */
  consent?: Partial<Record<ConsentKey, boolean>>;
  properties: JsonObject;
  /** `identify` and `group` traits. */
  traits: JsonObject;
  context: JsonObject;
}
