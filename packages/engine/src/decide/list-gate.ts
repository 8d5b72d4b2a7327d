import { dayMs } from "@attune/math/time-units";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { ItemList, ItemSource } from "@attune/model/tactic";
import { contextText, isRefused, type ListAsk } from "./list-ask.ts";
import { fits, isHidden } from "./merchandise.ts";
import { rowOfItem } from "./placed-model.ts";

/** Which items a list may hold. */
export interface ListGate {
  /** By number: of items that have one. */
  allows: (item: number) => boolean;
  allowsId: (itemId: string) => boolean;
}

const defaultWithoutBoughtDays = 30;
/** What people buy again is shown again from this share of its rhythm on. */
const againFrom = 0.5;
/** Lists of what everybody has been shown: the past of the person says nothing against their items, unless the list says so. */
const forEveryone: ReadonlySet<ItemSource> = new Set([
  "popular",
  "trending",
  "recently-viewed",
  "category-bestsellers",
  "new-arrivals",
  "buy-again",
  "ranked-list",
]);

/** The gate of one list: available, not hidden, not bought just now, not refused by the person, not in another list of the answer, and what the list itself asks for. */
export function listGate(
  list: ItemList,
  ask: ListAsk,
  rules: readonly MerchandisingRule[] | null,
  leftOut: ReadonlySet<string> | null,
): ListGate {
  const { taken, lists } = ask;
  const { catalogue, unavailable } = lists;
  const bought = justBought(list, ask);
  const isHiddenHere = hiddenHere(list, ask);
  const { where, category } = list;
  const looksAtItem = where !== undefined || category !== undefined || rules !== null;

  function fitsList(item: number): boolean {
    const known = catalogue.itemOf(item);
    if (known === undefined) return where === undefined && category === undefined;
    if (category !== undefined && known.category !== category && known.categories?.includes(category) !== true)
      return false;
    if (where !== undefined && !fits(known, where)) return false;
    return rules === null || !isHidden(rules, known);
  }

  function isFree(itemId: string): boolean {
    if (taken.has(itemId) || leftOut?.has(itemId) === true) return false;
    if (isHiddenHere?.(itemId) === true) return false;
    return bought?.has(itemId) !== true && !isRefused(ask.profile, itemId);
  }

  return {
    allows(item) {
      if (catalogue.available[item] !== 1 && !catalogue.isEmpty) return false;
      return isFree(catalogue.idOf(item)) && (!looksAtItem || fitsList(item));
    },
    allowsId(itemId) {
      if (unavailable.has(itemId) || !isFree(itemId)) return false;
      // The standing lists know the category of what is in them, also where the catalogue does not.
      if (where === undefined && rules === null) return true;
      const item = catalogue.numberOf(itemId);
      if (item === undefined) return where === undefined;
      const known = catalogue.itemOf(item);
      if (known === undefined) return where === undefined;
      return (where === undefined || fits(known, where)) && (rules === null || !isHidden(rules, known));
    },
  };
}

/**
 * Sensitive items stand on pages of their own category, in lists of it, and in the lists that the shop itself gives; nowhere else for who did not say
 * yes to them. Null: nothing is hidden.
 */
function hiddenHere(list: ItemList, ask: ListAsk): ((itemId: string) => boolean) | null {
  const { hides } = ask;
  if (hides == null || list.from === "ranked-list") return null;
  const pageItem = contextText(ask, "itemId");
  const categories = [list.category, contextText(ask, "category")];
  const here = new Set(categories.map((category) => (category === undefined ? null : hides.treeOf(category))));
  here.add(pageItem === undefined ? null : hides.treeOfItem(pageItem));
  return (itemId) => {
    const tree = hides.treeOfItem(itemId);
    return tree !== null && !here.has(tree);
  };
}

/** What the person bought within the list's days, but for what is due again; null where that is nothing. */
function justBought(list: ItemList, { profile, lists, now }: ListAsk): Set<string> | null {
  const days = list.withoutBoughtDays ?? (forEveryone.has(list.from) ? 0 : defaultWithoutBoughtDays);
  if (profile === undefined || days === 0) return null;
  const { model, catalogue } = lists;
  let bought: Set<string> | null = null;
  for (let i = profile.interactions.length - 1; i >= 0; i--) {
    const { kind, at, itemId } = profile.interactions[i]!;
    if (now - at > days * dayMs) break;
    if (kind !== "purchase") continue;
    if (model !== null && list.withoutBoughtDays === undefined) {
      const item = catalogue.numberOf(itemId);
      const row = item === undefined ? -1 : rowOfItem(model, item);
      // NaN where the item has no rhythm: then no time is enough.
      if (row >= 0 && now - at >= againFrom * model.rhythmDays[row]! * dayMs) continue;
    }
    bought ??= new Set();
    bought.add(itemId);
  }
  return bought;
}
