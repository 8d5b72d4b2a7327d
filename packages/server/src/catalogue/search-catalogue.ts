import type { CatalogueView } from "@attune/engine/decide/catalogue-view";
import { takeTurns } from "@attune/engine/runtime/take-turns";

export interface CatalogueSearch {
  /** Words that all stand in the item's id, name, brand or categories, in any order and any case; empty: every item. */
  text: string;
  /** One of its categories; null: any. */
  category: string | null;
  /** Whether only items are wanted that can be shown now, or only those that cannot; null: both. */
  shown: boolean | null;
  /** The last item that was given; null: from the beginning. */
  after: string | null;
  limit: number;
}

export interface FoundItems {
  itemIds: string[];
  /** How many there are in all. */
  found: number;
  /** To go on from; null: there are no more. */
  next: string | null;
}

/** Items looked at before decisions may go first: some tens of microseconds. */
const itemsPerLook = 100;

/** Looks through the whole catalogue, in the order in which items came into it, in short turns. Linear in it. */
export async function searchCatalogue(view: CatalogueView, search: CatalogueSearch): Promise<FoundItems> {
  const takeTurn = takeTurns();
  const wanted = matcherOf(view, search);
  const from = search.after === null ? 0 : (view.numberOf(search.after) ?? -1) + 1;
  const itemIds: string[] = [];
  let found = 0;
  let isMore = false;
  for (let item = 0; item < view.size; item++) {
    if (item % itemsPerLook === itemsPerLook - 1) await takeTurn();
    if (!wanted(item)) continue;
    found += 1;
    if (item < from) continue;
    if (itemIds.length < search.limit) itemIds.push(view.idOf(item));
    else isMore = true;
  }
  return { itemIds, found, next: isMore ? itemIds.at(-1)! : null };
}

function matcherOf(view: CatalogueView, { text, category, shown }: CatalogueSearch): (item: number) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (item) => {
    const known = view.itemOf(item);
    if (known === undefined) return false;
    if (shown !== null && (view.available[item] === 1) !== shown) return false;
    const categories = [...(known.category === undefined ? [] : [known.category]), ...(known.categories ?? [])];
    if (category !== null && !categories.includes(category)) return false;
    if (words.length === 0) return true;
    const said = [known.itemId, known.name, known.brand ?? "", ...categories].join("\n").toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

export interface CatalogueSummary {
  items: number;
  /** Of them, those that can be shown now. */
  shown: number;
  /** By their main category, the largest first. */
  categories: Array<{ name: string; items: number }>;
}

/** Linear in the catalogue, in short turns. */
export async function summarizeCatalogue(view: CatalogueView): Promise<CatalogueSummary> {
  const takeTurn = takeTurns();
  const counts = new Map<string, number>();
  let items = 0;
  let shown = 0;
  for (let item = 0; item < view.size; item++) {
    if (item % itemsPerLook === itemsPerLook - 1) await takeTurn();
    const known = view.itemOf(item);
    if (known === undefined) continue;
    items += 1;
    if (view.available[item] === 1) shown += 1;
    if (known.category !== undefined) counts.set(known.category, (counts.get(known.category) ?? 0) + 1);
  }
  const categories = [...counts].map(([name, many]) => ({ name, items: many }));
  return { items, shown, categories: categories.sort((a, b) => b.items - a.items || (a.name < b.name ? -1 : 1)) };
}
