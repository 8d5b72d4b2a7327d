import type { JsonObject } from "@attune/model/json";

/** One call of Segment's HTTP API, as a browser or a mail server sends it. Calls of one visit share parts: do not change them. */
export type SegmentPayload = {
  type: "track" | "page" | "screen" | "identify";
  messageId: string;
  timestamp: string;
  anonymousId?: string;
  userId?: string;
  /** `track`: the event's name. */
  event?: string;
  /** `page` and `screen`: the page's name. */
  name?: string;
  properties?: JsonObject;
  traits?: JsonObject;
  context: JsonObject;
};
