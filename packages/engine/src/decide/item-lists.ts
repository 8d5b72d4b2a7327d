import type { DecidedItem } from "@attune/model/decision";
import type { Profile } from "@attune/model/profile";
import type { ItemList, ItemSource } from "@attune/model/tactic";

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

/** The lists, and what they must not show. The two are refreshed apart: an item that is sold out goes at once. */
export interface ItemLists extends RankedLists {
  /** Items that are not to be shown now. */
  unavailable: ReadonlySet<string>;
}

export const emptyItemLists: ItemLists = {
  popular: [],
  trending: [],
  popularByCategory: new Map(),
  trendingByCategory: new Map(),
  unavailable: new Set(),
};

export interface FilledList {
  items: DecidedItem[];
  /** True where the asked source had nothing and the popular items stand in. */
  fallback: boolean;
}

const reasons: Record<ItemSource, string> = {
  popular: "popular in the last 30 days",
  trending: "wanted more this week than before",
  "recently-viewed": "you viewed it",
};

/**
 * The items of a list for one person: available, without repeats, best first. Linear in what it looks at. What is the same for everyone
 * is filled once for as long as the lists stand: neither `list` nor `lists` may be changed in place, nor what this returns.
 */
export function fillItemList(list: ItemList, profile: Profile | undefined, lists: ItemLists): FilledList {
  if (list.from === "recently-viewed") return filled(list, profile, lists);
  let standing = filledForEveryone.get(lists);
  if (standing === undefined) {
    standing = new Map();
    filledForEveryone.set(lists, standing);
  }
  let result = standing.get(list);
  if (result === undefined) {
    result = filled(list, undefined, lists);
    standing.set(list, result);
  }
  return result;
}

const filledForEveryone = new WeakMap<ItemLists, Map<ItemList, FilledList>>();

function filled(list: ItemList, profile: Profile | undefined, lists: ItemLists): FilledList {
  const asked = take(candidatesOf(list, profile, lists), list, lists);
  if (asked.length > 0)
    return { items: asked.map((item) => ({ ...item, reason: reasons[list.from] })), fallback: false };
  const popular = take(inCategory(lists.popular, lists.popularByCategory, list.category), list, lists);
  return { items: popular.map((item) => ({ ...item, reason: reasons.popular })), fallback: list.from !== "popular" };
}

function candidatesOf(list: ItemList, profile: Profile | undefined, lists: ItemLists): RankedItem[] {
  switch (list.from) {
    case "popular":
      return inCategory(lists.popular, lists.popularByCategory, list.category);
    case "trending":
      return inCategory(lists.trending, lists.trendingByCategory, list.category);
    case "recently-viewed":
      return recentlyViewed(profile, list.category);
  }
}

function inCategory(
  all: RankedItem[],
  byCategory: Map<string, RankedItem[]>,
  category: string | undefined,
): RankedItem[] {
  return category === undefined ? all : (byCategory.get(category) ?? []);
}

/** What the person looked at, newest first; the score is the time, so that it stays comparable. */
function recentlyViewed(profile: Profile | undefined, category: string | undefined): RankedItem[] {
  if (profile === undefined) return [];
  return profile.interactions
    .filter((touch) => touch.kind === "view" && (category === undefined || touch.category === category))
    .sort((a, b) => b.at - a.at || b.offset - a.offset)
    .map((touch) => ({ itemId: touch.itemId, score: touch.at }));
}

function take(candidates: RankedItem[], list: ItemList, lists: ItemLists): RankedItem[] {
  const taken: RankedItem[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    if (taken.length >= list.limit) break;
    if (seen.has(candidate.itemId) || lists.unavailable.has(candidate.itemId)) continue;
    seen.add(candidate.itemId);
    taken.push(candidate);
  }
  return taken;
}
