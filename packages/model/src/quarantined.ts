import type { Json } from "./json.ts";
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
  /** What was received; a string where it was not JSON; shortened where `truncated`. */
  payload: Json;
  truncated?: boolean;
  /** Batch fields that the event needs to be understood again. */
  sentAt?: string;
}
