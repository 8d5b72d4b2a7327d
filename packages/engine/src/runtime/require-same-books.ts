import type { Business } from "@attune/model/business";
import { AttuneError } from "@attune/model/errors";

/** What is counted already stands in one time zone and currency: a running engine changes neither. */
export function requireSameBooks(next: Business, present: Business): void {
  const told = (what: string, from: string, to: string) =>
    `is ${JSON.stringify(to)} and what is counted stands in ${JSON.stringify(from)}: ${what} changes at a start only, with \`attune serve --config\` and \`attune replay\`.`;
  if (next.timeZone !== present.timeZone) {
    const message = `It ${told("the time zone", present.timeZone, next.timeZone)}`;
    throw new AttuneError("bad-request", message, { path: "business.timeZone" });
  }
  if (next.currency !== null && present.currency !== null && next.currency !== present.currency) {
    const message = `It ${told("the currency", present.currency, next.currency)}`;
    throw new AttuneError("bad-request", message, { path: "business.currency" });
  }
}
