import { dayMs } from "@attune/math/time-units";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { ItemList, ItemSource } from "@attune/model/tactic";
import { isRefused, type ListAsk } from "./list-ask.ts";
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
