import type { ItemLists, RankedItem } from "../decide/item-lists.ts";
import type { Stores } from "../ports/stores.ts";

const dayMs = 24 * 3_600_000;
const keptPerList = 100;

type Popularity = {
  itemId: string;
  category: string;
  score: number;
};

/**
 * Computes the lists that decisions draw from, and keeps them, so that a restart has them at once.
 * - popular: people's interest of the last 30 days (view 1, cart 3, purchase 5);
 * - trending: interest of the last 7 days against what the 21 days before let expect, in units of the Poisson deviation.
 */
export async function refreshItemLists(stores: Stores, now: number): Promise<ItemLists> {
  const recent = await popularity(stores, now - 7 * dayMs, now);
  const before = await popularity(stores, now - 28 * dayMs, now - 7 * dayMs);
  const popular = await popularity(stores, now - 30 * dayMs, now);
  const rising = trending(recent, before);
  await stores.definitions.put("item-list", [
    ["popular", popular],
    ["trending", rising],
  ]);
  return arrange(popular, rising, await unavailableItems(stores));
}

/** The lists as they were kept last; empty on a new data directory. */
export async function keptItemLists(stores: Stores): Promise<ItemLists> {
  const kept = async (id: string) => ((await stores.definitions.get("item-list", id)) ?? []) as unknown as Popularity[];
  return arrange(await kept("popular"), await kept("trending"), await unavailableItems(stores));
}

function arrange(popular: Popularity[], rising: Popularity[], unavailable: ReadonlySet<string>): ItemLists {
  return {
    popular: ranked(popular),
    trending: ranked(rising),
    popularByCategory: byCategory(popular),
    trendingByCategory: byCategory(rising),
    unavailable,
  };
}

async function popularity(stores: Stores, sinceMs: number, untilMs: number): Promise<Popularity[]> {
  const rows = await stores.analytics.query("item-popularity", { sinceMs, untilMs, limit: 10_000 });
  return rows
    .map((row) => ({
      itemId: String(row.itemId),
      category: String(row.category ?? ""),
      score: Number(row.views) + 3 * Number(row.carts) + 5 * Number(row.purchases),
    }))
    .filter((item) => item.score > 0)
    .sort(byScore);
}

function trending(recent: Popularity[], before: Popularity[]): Popularity[] {
  const earlier = new Map(before.map((item) => [item.itemId, item.score]));
  return recent
    .map((item) => {
      const expected = (earlier.get(item.itemId) ?? 0) / 3;
      return { ...item, score: (item.score - expected) / Math.sqrt(expected + 1) };
    })
    .filter((item) => item.score > 0)
    .sort(byScore);
}

function byScore(a: Popularity, b: Popularity): number {
  return b.score - a.score || (a.itemId < b.itemId ? -1 : 1);
}

function ranked(items: Popularity[]): RankedItem[] {
  return items.slice(0, keptPerList).map(({ itemId, score }) => ({ itemId, score }));
}

function byCategory(items: Popularity[]): Map<string, RankedItem[]> {
  const lists = new Map<string, RankedItem[]>();
  for (const { category, itemId, score } of items) {
    if (category === "") continue;
    const list = lists.get(category) ?? [];
    if (list.length < keptPerList) list.push({ itemId, score });
    lists.set(category, list);
  }
  return lists;
}

async function unavailableItems(stores: Stores): Promise<ReadonlySet<string>> {
  const unavailable = new Set<string>();
  let after: string | null = null;
  for (;;) {
    const page = await stores.definitions.list("item", after, 1_000);
    for (const { id, document } of page) {
      if ((document as { available?: boolean }).available === false) unavailable.add(id);
    }
    if (page.length < 1_000) return unavailable;
    after = page.at(-1)!.id;
  }
}
