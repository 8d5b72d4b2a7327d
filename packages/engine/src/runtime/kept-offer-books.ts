import type { Offset } from "@attune/model/log-entry";
import type { OfferBook } from "../decide/offer-book.ts";

/** The document in which the books of offers are kept. */
export const offerBooksKind = "offer-books";
export const offerBooksId = "books";

export interface KeptBooks {
  /** Up to here the log is counted. */
  offset: Offset;
  books: Record<string, OfferBook>;
}
