import type { Item } from "@attune/model/item";
import type { CatalogueView, ListedItem } from "../decide/catalogue-view.ts";
import { newestOf } from "./newest-of.ts";

/** The catalogue in memory, as decisions see it, and how it changes. */
export interface LiveCatalogue extends CatalogueView {
  /** The number of an item; a new one where it has none. */
  number(itemId: string): number;
  /** Takes an item in or replaces it. */
  put(item: Item & { listedAt: number }): void;
  /** The shop has it no longer. */
  remove(itemId: string): void;
  /** Ids of items that the shop knows and that cannot be shown. */
  unavailable(): ReadonlySet<string>;
}

const mostNewest = 500;
const firstCapacity = 1_024;

/** Whether an item can be shown: said to be available, and not counted to none. */
export function canBeShown({ available, stock, variants }: Item): boolean {
  if (available === false || stock === 0) return false;
  if (variants === undefined || variants.length === 0) return true;
  return variants.some((variant) => variant.available && variant.stock !== 0);
}

/** About 300 bytes an item. Names of categories and brands are kept once. */
export function createLiveCatalogue(): LiveCatalogue {
  const numbers = new Map<string, number>();
  const ids: string[] = [];
  const items: (ListedItem | undefined)[] = [];
  const words = new Map<string, string>();
  let available = new Uint8Array(firstCapacity);
  /** By number, beside the items since all of them are looked through at once; minus infinity where the shop has none. */
  let listingTimes = new Float64Array(firstCapacity).fill(Number.NEGATIVE_INFINITY);
  let known = 0;
  const hidden = new Set<string>();
  /** Newest first, of equals the smaller number; null: to be worked out again. */
  let newest: number[] | null = [];

  const once = (word: string): string => {
    const kept = words.get(word);
    if (kept !== undefined) return kept;
    words.set(word, word);
    return word;
  };

  function number(itemId: string): number {
    const given = numbers.get(itemId);
    if (given !== undefined) return given;
    const next = ids.length;
    numbers.set(itemId, next);
    ids.push(itemId);
    items.push(undefined);
    if (next >= available.length) {
      const larger = new Uint8Array(available.length * 2);
      larger.set(available);
      available = larger;
      const times = new Float64Array(larger.length).fill(Number.NEGATIVE_INFINITY);
      times.set(listingTimes);
      listingTimes = times;
    }
    return next;
  }

  function listed(item: Item & { listedAt: number }): ListedItem {
    const { itemId, category, categories, brand, priceMicros, salePriceMicros, groupId, listedAt } = item;
    const of: ListedItem = { itemId, name: item.name ?? itemId, listedAt };
    if (category !== undefined) of.category = once(category);
    if (categories !== undefined && categories.length > 0) of.categories = categories.map(once);
    if (brand !== undefined) of.brand = once(brand);
    const price =
      salePriceMicros !== undefined ? Math.min(salePriceMicros, priceMicros ?? salePriceMicros) : priceMicros;
    if (price !== undefined) of.priceMicros = price;
    if (groupId !== undefined) of.groupId = groupId;
    return of;
  }

  function isNewer(a: number, b: number): boolean {
    const difference = items[a]!.listedAt - items[b]!.listedAt;
    return difference > 0 || (difference === 0 && a < b);
  }

  /** Puts an item that is not in it into the list of the newest, where it is one of them. */
  function insertNewest(list: number[], item: number): void {
    if (list.length === mostNewest && !isNewer(item, list[mostNewest - 1]!)) return;
    let place = list.length;
    while (place > 0 && isNewer(item, list[place - 1]!)) place--;
    list.splice(place, 0, item);
    if (list.length > mostNewest) list.pop();
  }

  function workOutNewest(): number[] {
    return newestOf(listingTimes.subarray(0, items.length), mostNewest);
  }

  return {
    get size() {
      return ids.length;
    },
    get isEmpty() {
      return known === 0;
    },
    numberOf: (itemId) => numbers.get(itemId),
    idOf: (item) => ids[item]!,
    itemOf: (item) => items[item],
    get available() {
      return available;
    },
    get newest() {
      newest ??= workOutNewest();
      return newest;
    },
    number,
    put(item) {
      const at = number(item.itemId);
      const before = items[at];
      if (before === undefined) known++;
      items[at] = listed(item);
      listingTimes[at] = item.listedAt;
      if (before === undefined && newest !== null) insertNewest(newest, at);
      else if (before?.listedAt !== item.listedAt) newest = null;
      const shown = canBeShown(item);
      available[at] = shown ? 1 : 0;
      if (shown) hidden.delete(item.itemId);
      else hidden.add(item.itemId);
    },
    remove(itemId) {
      const at = number(itemId);
      if (items[at] !== undefined) known--;
      items[at] = undefined;
      listingTimes[at] = Number.NEGATIVE_INFINITY;
      available[at] = 0;
      if (newest?.includes(at) === true) newest = null;
      hidden.add(itemId);
    },
    unavailable: () => hidden,
  };
}
