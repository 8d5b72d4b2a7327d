import type { touchNames } from "@attune/model/vocabulary";
import type { NamedQuery } from "./named-query.ts";
import { touchList } from "./touch-list.ts";

/** One event in which a person touched items: what recommenders learn from. */
export interface ItemTouchesRow {
  /** The profile that all of the person's profiles belong to. */
  personId: string;
  /** Epoch milliseconds, as a decimal string. */
  at: string;
  name: (typeof touchNames)[keyof typeof touchNames][number];
  itemIds: string[];
}

/** The latest touches at t with sinceMs ≤ t < untilMs, newest first; at most `limit` events. */
export const itemTouches: NamedQuery = {
  parameters: { sinceMs: "Int64", untilMs: "Int64", limit: "Int32" },
  text: `
WITH names AS (SELECT profileKey, argMax(personId, version) AS personId FROM people GROUP BY profileKey)
SELECT if(names.personId = '', events.profileId, names.personId) AS personId, at, toString(events.name) AS name, itemIds
FROM events LEFT JOIN names ON names.profileKey = events.profileKey
WHERE actor = 'person' AND notEmpty(itemIds)
  AND name IN (${touchList("view", "wishlist", "cart", "purchase")})
  AND at >= {sinceMs:Int64} AND at < {untilMs:Int64}
ORDER BY at DESC, offset DESC
LIMIT {limit:Int32}`,
};
