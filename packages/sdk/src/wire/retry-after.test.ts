import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

/** The example of RFC 9110, section 10.2.3, ten seconds before. */
const now = Date.UTC(1999, 11, 31, 23, 59, 49);

test.each([
  ["120", 120_000],
  ["Fri, 31 Dec 1999 23:59:59 GMT", 10_000],
  ["Fri, 31 Dec 1999 23:59:00 GMT", 0],
  ["-5", 0],
  ["soon", 0],
  ["", 0],
  [null, 0],
  ["1e9", 3_600_000],
])("%s is %i ms", (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
