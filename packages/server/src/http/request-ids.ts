import { randomBytes } from "node:crypto";

/** Unique per process and short: what a person reads out to find the log line. */
export function createRequestIds(): () => string {
  const prefix = randomBytes(4).toString("hex");
  let count = 0;
  return () => `${prefix}-${(count++).toString(36)}`;
}
