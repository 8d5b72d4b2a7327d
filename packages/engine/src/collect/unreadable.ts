import type { QuarantineCode } from "@attune/model/outcome";

/** Marks what stands in a batch for something that could not be read. A symbol: no sender can forge it. */
export const unreadable: unique symbol = Symbol("unreadable");

/** What was received and could not be understood: it goes the way of an event, into quarantine, with this code. */
export interface Unreadable {
  [unreadable]: QuarantineCode;
  reason: string;
  /** The text as far as it could be decoded, or the event with replacement characters. */
  received: unknown;
}

export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === "object" && value !== null && unreadable in value;
}
