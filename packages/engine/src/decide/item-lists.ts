import type { DecidedItem, PlaceDraw } from "@attune/model/decision";
import { type CatalogueView, emptyCatalogue } from "./catalogue-view.ts";
import type { PlacedModel } from "./placed-model.ts";

export interface RankedItem {
  itemId: string;
  score: number;
}

/** Lists computed ahead of time and refreshed aside, so that no decision waits for them. */
export interface RankedLists {
  popular: RankedItem[];
  trending: RankedItem[];
  /** The same within one category. */
  popularByCategory: Map<string, RankedItem[]>;
  trendingByCategory: Map<string, RankedItem[]>;
}

/**
 * The lists, and what decides what of them is shown. Replaced as a whole whenever anything of it changes, the availability of an item included: what is sold
 * out goes at once.
 */
export interface ItemLists extends RankedLists {
  catalogue: CatalogueView;
  /** Items that are not to be shown now. */
  unavailable: ReadonlySet<string>;
  /** Null until one is trained. */
  model: PlacedModel | null;
}

export const emptyItemLists: ItemLists = {
  popular: [],
  trending: [],
  popularByCategory: new Map(),
  trendingByCategory: new Map(),
  catalogue: emptyCatalogue,
  unavailable: new Set(),
  model: null,
};

export interface FilledList {
  items: DecidedItem[];
  /** True where the asked source had nothing and the popular items stand in. */
  fallback: boolean;
  /** Where the list tries new items and there was one. */
  lastPlace?: PlaceDraw;
}
