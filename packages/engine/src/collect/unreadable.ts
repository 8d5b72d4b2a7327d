import type { QuarantineCode } from "@attune/model/outcome";

/** Marks what stands in a batch for something that could not be read. A symbol: no sender can forge it. */
export const unreadable: unique symbol = Symbol("unreadable");

/** What was received and could not be understood: it goes the way of an event, into quarantine, with this code. */
export interface Unreadable {
  [unreadable]: QuarantineCode;
  reason: string;
  /** The text, or what is readable of it: an event with replacement characters, or the beginning of a text. */
  received: unknown;
  /** All that was received, where `received` does not say it. */
  bytes?: Uint8Array;
}

export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === "object" && value !== null && unreadable in value;
}
