import type { Micros } from "@attune/model/money";

/** Of an item, what decisions look at. */
export interface ListedItem {
  itemId: string;
  name: string;
  category?: string;
  categories?: readonly string[];
  brand?: string;
  /** What it costs now. */
  priceMicros?: Micros;
  groupId?: string;
  /** When it came into the catalogue; epoch milliseconds. */
  listedAt: number;
}

/** The catalogue by numbers. A number, once given, stays an item's for as long as the engine runs; some items have one that the shop does not know. */
export interface CatalogueView {
  /** Numbers given so far. */
  readonly size: number;
  /** True until an item was put in: a shop that tells nothing of its items shows what its events name. */
  readonly isEmpty: boolean;
  numberOf(itemId: string): number | undefined;
  idOf(item: number): string;
  /** Undefined where the shop does not know it, or no longer. */
  itemOf(item: number): ListedItem | undefined;
  /** 1 where the item can be shown; as long as `size` or longer. */
  readonly available: Uint8Array;
  /** Newest first, at most 500. */
  readonly newest: readonly number[];
}

export const emptyCatalogue: CatalogueView = {
  size: 0,
  isEmpty: true,
  numberOf: () => undefined,
  idOf: () => "",
  itemOf: () => undefined,
  available: new Uint8Array(0),
  newest: [],
};
