import type { Json } from "@attune/model/json";
import { popularityTouches } from "@attune/model/vocabulary";
import { compareBytes } from "../compare-bytes.ts";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf } from "./analytics-rows.ts";

const counted: ReadonlySet<string> = new Set(Object.values(popularityTouches).flat());

/** Twin of `sql/item-popularity.sql.ts`. */
export function itemPopularity(rows: AnalyticsRows, { sinceMs, untilMs, limit }: Record<string, Json>): AnswerRow[] {
  const lines = rows.events
    .filter(({ actor, at }) => actor === "person" && at >= Number(sinceMs) && at < Number(untilMs))
    .filter(({ name }) => counted.has(name))
    .sort((a, b) => a.at - b.at || a.offset - b.offset)
    .flatMap((row) => row.itemIds.map((itemId, line) => ({ row, itemId, category: row.itemCategories[line] ?? "" })));
  const items = [...groupBy(lines, ({ itemId }) => itemId)].map(([itemId, ofItem]) => {
    const count = (names: readonly string[]) => ofItem.filter(({ row }) => names.includes(row.name)).length;
    return {
      itemId,
      category: ofItem.at(-1)?.category ?? "",
      views: count(popularityTouches.views),
      carts: count(popularityTouches.carts),
      purchases: count(popularityTouches.purchases),
      people: new Set(ofItem.map(({ row }) => personOf(rows, row.profileId))).size,
    };
  });
  return items
    .sort(
      (a, b) =>
        b.people - a.people ||
        b.purchases - a.purchases ||
        b.carts - a.carts ||
        b.views - a.views ||
        compareBytes(a.itemId, b.itemId),
    )
    .slice(0, Number(limit))
    .map((item) => ({
      ...item,
      views: `${item.views}`,
      carts: `${item.carts}`,
      purchases: `${item.purchases}`,
      people: `${item.people}`,
    }));
}
