import { dayMs } from "@attune/math/time-units";
import type { RankedItem, RankedLists } from "../decide/item-lists.ts";
import { byScore, type ItemInterest, trendingItems } from "../decide/trending-items.ts";
import type { Stores } from "../ports/stores.ts";

const keptPerList = 100;
const mostAsked = 10_000;

type ListedItem = Pick<ItemInterest, "itemId" | "category" | "score">;

/**
 * Computes the lists that decisions draw from, and keeps them, so that a restart has them at once.
 * - popular: people's interest of the last 30 days (view 1, cart 3, purchase 5);
 * - trending: interest of the last 7 days against the 21 days before.
 */
export async function refreshItemLists(stores: Stores, now: number): Promise<RankedLists> {
  const recent = await interest(stores, now - 7 * dayMs, now);
  const before = await interest(stores, now - 28 * dayMs, now - 7 * dayMs);
  const popular = listed((await interest(stores, now - 30 * dayMs, now)).sort(byScore));
  const trending = listed(trendingItems(recent, before, mostAsked));
  await stores.definitions.put("item-list", [
    ["popular", popular],
    ["trending", trending],
  ]);
  return arrange(popular, trending);
}

/** The lists as they were kept last; empty on a new data directory. */
export async function keptItemLists(stores: Pick<Stores, "definitions">): Promise<RankedLists> {
  const kept = async (id: string) => ((await stores.definitions.get("item-list", id)) ?? []) as unknown as ListedItem[];
  return arrange(await kept("popular"), await kept("trending"));
}

/** Those that most people touched, most people first. */
async function interest(stores: Stores, sinceMs: number, untilMs: number): Promise<ItemInterest[]> {
  const rows = await stores.analytics.query("item-popularity", { sinceMs, untilMs, limit: mostAsked });
  return rows.map((row) => ({
    itemId: String(row.itemId),
    category: String(row.category ?? ""),
    score: Number(row.views) + 3 * Number(row.carts) + 5 * Number(row.purchases),
    people: Number(row.people),
  }));
}

/** Of items in order, those that some list shows. */
function listed(items: readonly ItemInterest[]): ListedItem[] {
  const counts = new Map<string, number>();
  return items
    .filter(({ category }, index) => {
      const count = counts.get(category) ?? 0;
      counts.set(category, count + 1);
      return index < keptPerList || (category !== "" && count < keptPerList);
    })
    .map(({ itemId, category, score }) => ({ itemId, category, score }));
}

function arrange(popular: ListedItem[], trending: ListedItem[]): RankedLists {
  return {
    popular: ranked(popular),
    trending: ranked(trending),
    popularByCategory: byCategory(popular),
    trendingByCategory: byCategory(trending),
  };
}

function ranked(items: ListedItem[]): RankedItem[] {
  return items.slice(0, keptPerList).map(({ itemId, score }) => ({ itemId, score }));
}

function byCategory(items: ListedItem[]): Map<string, RankedItem[]> {
  const lists = new Map<string, RankedItem[]>();
  for (const { category, itemId, score } of items) {
    if (category === "") continue;
    const list = lists.get(category) ?? [];
    if (list.length < keptPerList) list.push({ itemId, score });
    lists.set(category, list);
  }
  return lists;
}
