import { requireSameBooks } from "@attune/engine/runtime/require-same-books";
import type { Business } from "@attune/model/business";
import { AttuneError } from "@attune/model/errors";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import { failure } from "./finding.ts";

/** An error where a playbook has another time zone or currency than what is counted already stands in: applying it would be refused. */
export function checkBooks(running: Business, next: Business): PlaybookFinding[] {
  try {
    requireSameBooks(next, running);
    return [];
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    return [failure("other-books", error.path ?? "business", error.message)];
  }
}
