import type { JsonObject } from "@attune/model/json";

/** Whom an event is about; at least one of them. */
export interface Who {
  userId?: string;
  anonymousId?: string;
}

interface Common extends Who {
  /** By which the server knows the event again; a new one unless given. Give your own where your code may run twice for one event. */
  messageId?: string;
  /** When it happened: ISO 8601 or epoch milliseconds; now unless given. */
  timestamp?: string | number;
  /** What else is known: `ip`, `userAgent`, `consent: { analytics: true }`. */
  context?: JsonObject;
}

export type TrackCall = Common & { event: string; properties?: JsonObject };
export type IdentifyCall = Common & { traits?: JsonObject };
export type PageCall = Common & { name?: string; category?: string; properties?: JsonObject };
export type GroupCall = Common & { groupId: string; traits?: JsonObject };
export type AliasCall = Common & { previousId: string };
