import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row per event name; counts are decimal strings. */
export interface EventCountsRow {
  name: string;
  count: string;
  people: string;
}

/** What people did at t with fromMs ≤ t < toMs, most frequent first, then by name. */
export const eventCounts: NamedQuery = {
  parameters: { fromMs: "Int64", toMs: "Int64" },
  text: `
WITH ${peopleNow}
SELECT name, count() AS count, uniqExact(${personOf("events")}) AS people
FROM events ${joinPeople("events")}
WHERE actor = 'person' AND at >= {fromMs:Int64} AND at < {toMs:Int64}
GROUP BY name
ORDER BY count DESC, name`,
};
