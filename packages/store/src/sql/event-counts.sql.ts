import type { NamedQuery } from "./named-query.ts";

/** One row per event name; the count is a decimal string. */
export interface EventCountsRow {
  name: string;
  count: string;
}

/** How often people did what at t with fromMs ≤ t < toMs, most frequent first, then by name. */
export const eventCounts: NamedQuery = {
  parameters: { fromMs: "Int64", toMs: "Int64" },
  text: `
SELECT name, count() AS count
FROM events
WHERE actor = 'person' AND at >= {fromMs:Int64} AND at < {toMs:Int64}
GROUP BY name
ORDER BY count DESC, name`,
};
