import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row per item; counts are decimal strings and count product lines. */
export interface ItemPopularityRow {
  itemId: string;
  /** As the newest line of the item in the range names it. */
  category: string;
  views: string;
  carts: string;
  purchases: string;
  /** Distinct people behind them. */
  people: string;
}

/** The items most people touched at t with sinceMs ≤ t < untilMs; ties by purchases, carts, views, then item id. */
export const itemPopularity: NamedQuery = {
  parameters: { sinceMs: "Int64", untilMs: "Int64", limit: "Int32" },
  text: `
WITH ${peopleNow},
by_profile AS (
  SELECT
    itemId,
    profileId,
    countIf(name = 'Product Viewed') AS views,
    countIf(name = 'Product Added') AS carts,
    countIf(name = 'Order Completed') AS purchases,
    argMax(itemCategory, (at, offset, line)) AS lastCategory,
    max((at, offset, line)) AS lastStamp
  FROM events
  ARRAY JOIN
    itemIds AS itemId,
    arrayResize(itemCategories, length(itemIds)) AS itemCategory,
    arrayEnumerate(itemIds) AS line
  WHERE actor = 'person'
    AND name IN ('Product Viewed', 'Product Added', 'Order Completed')
    AND at >= {sinceMs:Int64} AND at < {untilMs:Int64}
  GROUP BY itemId, profileId
)
SELECT
  itemId,
  argMax(lastCategory, lastStamp) AS category,
  sum(by_profile.views) AS views,
  sum(by_profile.carts) AS carts,
  sum(by_profile.purchases) AS purchases,
  uniqExact(${personOf("by_profile")}) AS people
FROM by_profile ${joinPeople("by_profile")}
GROUP BY itemId
ORDER BY people DESC, purchases DESC, carts DESC, views DESC, itemId
LIMIT {limit:Int32}`,
};
