import type { Business } from "@attune/model/business";
import type { Event, EventType } from "@attune/model/event";
import type { JsonObject } from "@attune/model/json";

/** What the receiver knows about an event besides its own text. */
export interface Envelope {
  /** Epoch milliseconds. */
  receivedAt: number;
  /** `http`, `import:online-retail`, `shop`, … Deduplication is per source. */
  source: string;
  /** Taken where the event does not say which channel it came by. */
  channel: Event["channel"];
  /** Called once for an event that carries no message id of its own. */
  newMessageId: () => string;
  /** The greatest size of one event as UTF-8 JSON. */
  maxEventBytes: number;
  /** The call that the route names (`/v1/track`), for events that do not say their `type`. */
  typeFromRoute?: EventType;
  /** The batch's own `sentAt`; an event's own wins. */
  sentAt?: string | number;
  /** The batch's own `context`; an event's own fields win. */
  batchContext?: JsonObject;
}

/** What the business declares, and what follows from the data so far. */
export interface CollectSettings {
  business: Business;
  /**
   * The declared currency, else the one that the first priced event decided (`decidedCurrency`), else null: then amounts are
   * taken as they come.
   */
  reportingCurrency: string | null;
}
