import type { Item } from "@attune/model/item";

export const feedFormats = ["csv", "shopify-csv", "shopify-json", "google-xml", "google-tsv"] as const;
export type FeedFormat = (typeof feedFormats)[number];

/** Something of a feed that is no item, and why. */
export interface RefusedItem {
  /** The line it began on, from 1, or the place in the document, from 1. */
  line: number;
  reason: string;
}

/** Some items of a feed, in its order. */
export interface FeedPart {
  items: Item[];
  refused: RefusedItem[];
}

/** Reads one format; yields what is read as its bytes come. */
export type FeedReader = (source: AsyncIterable<Uint8Array>, money: FeedMoney) => AsyncGenerator<FeedPart>;

/** Amounts of a feed in the reporting currency. */
export interface FeedMoney {
  /**
   * Micros of the reporting currency of "19.99", "19.99 EUR" or "EUR 19.99"; undefined for an empty text. Throws RangeError, in words, for what is no price, or in a
   * currency without a declared rate.
   */
  read(text: string): number | undefined;
}
