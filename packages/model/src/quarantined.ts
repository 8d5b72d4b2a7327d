import type { Json, JsonObject } from "./json.ts";
import type { QuarantineCode } from "./outcome.ts";

/** An event that could not be trusted, kept whole with its reason, so that it can be replayed after a fix. */
export interface QuarantinedEvent {
  /** Grows with time. */
  quarantineId: number;
  receivedAt: number;
  source: string;
  code: QuarantineCode;
  reason: string;
  path?: string;
  /** What was received; as text where it was not JSON, or too deep to be kept as such. */
  payload: Json;
  /**
   * Base64 of what was received, where it was no UTF-8: `payload` is then only what could be read of it, and at most its beginning.
   * A replay that is told the encoding reads these.
   */
  bytesBase64?: string;
  /** What came with the event and is needed to understand it again: the route's type, the batch's `sentAt` and `context`. */
  type?: string;
  sentAt?: string | number;
  context?: JsonObject;
}
