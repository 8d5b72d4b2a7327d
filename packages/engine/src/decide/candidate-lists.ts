import type { DecidedItem } from "@attune/model/decision";
import type { Profile } from "@attune/model/profile";
import type { ItemList } from "@attune/model/tactic";
import type { CatalogueView, ListedItem } from "./catalogue-view.ts";
import type { ItemLists, RankedItem } from "./item-lists.ts";
import { contextText, type ListAsk } from "./list-ask.ts";

const reasons = {
  popular: "popular in the last 30 days",
  trending: "wanted more this week than before",
  "recently-viewed": "you viewed it",
  "new-arrivals": "new in the shop",
} as const;

/** All that a standing source has for a list, best first, and why it is in it. Null for a source that asks a model. */
export function standingCandidates(list: ItemList, ask: ListAsk): Iterable<DecidedItem> | null {
  const { lists, profile } = ask;
  switch (list.from) {
    case "popular":
      return popularCandidates(lists, list.category);
    case "category-bestsellers":
      return popularCandidates(lists, list.category ?? contextText(ask, "category"));
    case "trending":
      return reasoned(lists, inCategory(lists.trending, lists.trendingByCategory, list.category), "trending");
    case "recently-viewed":
      return recentlyViewed(profile, list.category);
    case "new-arrivals":
      return newArrivals(list, ask);
    default:
      return null;
  }
}

/** What stands in where a source has nothing. */
export function popularCandidates(lists: ItemLists, category: string | undefined): DecidedItem[] {
  return reasoned(lists, inCategory(lists.popular, lists.popularByCategory, category), "popular");
}

/** The same for everyone, so made once for as long as the lists stand, and frozen: whoever writes an item down need do so once. */
const reasonedOf = new WeakMap<ItemLists, Map<RankedItem[], DecidedItem[]>>();

function reasoned(lists: ItemLists, items: RankedItem[], why: keyof typeof reasons): DecidedItem[] {
  let made = reasonedOf.get(lists);
  if (made === undefined) {
    made = new Map();
    reasonedOf.set(lists, made);
  }
  let result = made.get(items);
  if (result === undefined) {
    result = items.map((item) => Object.freeze({ ...item, reason: reasons[why] }));
    made.set(items, result);
  }
  return result;
}

const nothing: RankedItem[] = [];

function inCategory(
  all: RankedItem[],
  byCategory: Map<string, RankedItem[]>,
  category: string | undefined,
): RankedItem[] {
  return category === undefined ? all : (byCategory.get(category) ?? nothing);
}

/** What the person looked at, newest first; the score is the time, so that it stays comparable. Made as they are taken. */
function* recentlyViewed(profile: Profile | undefined, category: string | undefined): Generator<DecidedItem> {
  const touches = profile?.interactions ?? [];
  // A profile keeps them in the order of time.
  for (let i = touches.length - 1; i >= 0; i--) {
    const touch = touches[i]!;
    if (touch.kind === "view" && (category === undefined || touch.category === category))
      yield { itemId: touch.itemId, score: touch.at, reason: reasons["recently-viewed"] };
  }
}

const newForMs = 30 * 24 * 3_600_000;

/** New for 30 days. */
export function isNew(item: ListedItem | undefined, now: number): item is ListedItem {
  return item !== undefined && now - item.listedAt < newForMs;
}

/** What came into the catalogue lately, newest first; the score is the time at which it came. */
function newArrivals({ category }: ItemList, { lists: { catalogue }, now }: ListAsk): DecidedItem[] {
  const found: DecidedItem[] = [];
  for (const item of newestItems(catalogue, category))
    if (isNew(item, now)) found.push({ itemId: item.itemId, score: item.listedAt, reason: reasons["new-arrivals"] });
  return found;
}

/**
 * What stands in where not even something is popular, since nobody has looked at anything yet: the newest items, however old. Made as they are taken: a list wants ten
 * of some hundreds.
 */
export function* newestCandidates({ catalogue }: ItemLists, category: string | undefined): Generator<DecidedItem> {
  for (const { itemId, listedAt } of newestItems(catalogue, category))
    yield { itemId, score: listedAt, reason: "among the newest in the shop" };
}

function* newestItems({ newest, itemOf }: CatalogueView, category: string | undefined): Generator<ListedItem> {
  for (const number of newest) {
    const item = itemOf(number);
    if (item === undefined) continue;
    if (category === undefined || item.category === category || item.categories?.includes(category) === true)
      yield item;
  }
}
