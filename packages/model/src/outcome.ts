/**
 * What a stage says of one piece of input. Data is never exceptional: a bad event is an outcome with a reason, not a throw.
 * - `keep`: it goes on.
 * - `drop`: it is left out on purpose (duplicate, no consent); nothing is kept of it but the count.
 * - `quarantine`: it is wrong; it is kept aside with its reason and can be replayed after a fix.
 */
export type Outcome<T> =
  | { kind: "keep"; value: T }
  | { kind: "drop"; code: DropCode; reason: string }
  | { kind: "quarantine"; code: QuarantineCode; reason: string; path?: string };

export type DropCode = "duplicate" | "no-consent";

export type QuarantineCode =
  | "not-an-object"
  | "invalid-json"
  | "invalid-utf8"
  | "too-deep"
  | "too-large"
  | "unknown-type"
  | "missing-identifier"
  | "missing-name"
  | "wrong-type"
  | "forbidden-key"
  | "bad-timestamp"
  | "timestamp-too-old"
  | "timestamp-in-future"
  | "negative-amount"
  | "bad-amount"
  | "bad-currency"
  | "mixed-currencies"
  | "unknown-rate"
  | "bad-row";

export const keep = <T>(value: T): Outcome<T> => ({ kind: "keep", value });

export const drop = (code: DropCode, reason: string): Outcome<never> => ({ kind: "drop", code, reason });

export const quarantine = (code: QuarantineCode, reason: string, path?: string): Outcome<never> =>
  path === undefined ? { kind: "quarantine", code, reason } : { kind: "quarantine", code, reason, path };
