import { popularityTouches } from "@attune/model/vocabulary";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { textLiteral } from "./text-literal.ts";

const [opened, taken, bought] = (["views", "carts", "purchases"] as const).map((kind) =>
  popularityTouches[kind].map(textLiteral).join(", "),
);

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
touches AS (
  SELECT name, at, offset, itemIds, arrayResize(itemCategories, length(itemIds)) AS categories, ${personOf("events")} AS person
  FROM events ${joinPeople("events")}
  WHERE actor = 'person'
    AND name IN (${opened}, ${taken}, ${bought})
    AND at >= {sinceMs:Int64} AND at < {untilMs:Int64}
)
SELECT
  itemId,
  argMax(itemCategory, (at, offset, line)) AS category,
  countIf(name IN (${opened})) AS views,
  countIf(name IN (${taken})) AS carts,
  countIf(name IN (${bought})) AS purchases,
  uniqExact(person) AS people
FROM touches
ARRAY JOIN itemIds AS itemId, categories AS itemCategory, arrayEnumerate(itemIds) AS line
GROUP BY itemId
ORDER BY people DESC, purchases DESC, carts DESC, views DESC, itemId
LIMIT {limit:Int32}`,
};
