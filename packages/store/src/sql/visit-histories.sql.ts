import type { NamedQuery } from "./named-query.ts";
import { type PersonHistoryRow, personHistories } from "./person-histories.ts";
import { rolloutHistories, rolloutZero } from "./rollout-histories.sql.ts";

/** A history with the visits since time zero: [at, events, views, adds, when the signal came last or 0]. */
export interface VisitHistoryRow extends PersonHistoryRow {
  visits: [string, string, string, string, string][];
}

/** A person's visits beyond this number are left out. */
const mostVisits = 100;

/**
 * As `rollout-histories`, and the visits of each person from time zero to the horizon: events and opportunities of any tactic, apart by more than
 * `gapMs`. Of an opportunity without an event only the time counts.
 */
export const visitHistories: NamedQuery = {
  parameters: { ...rolloutHistories.parameters, gapMs: "Int64" },
  text: personHistories(rolloutZero, {
    tables: `moments AS (
  SELECT person, at, 1 AS isEvent, name = 'Product Viewed' AS isView, name = 'Product Added' AS isAdd, name = {signal:String} AS isSignal
  FROM around WHERE NOT isBefore
  UNION ALL
  SELECT opportunities.person AS person, opportunities.at AS at, 0, 0, 0, 0
  FROM opportunities INNER JOIN zero ON zero.person = opportunities.person
  WHERE opportunities.at >= zero.zeroAt AND opportunities.at < zero.zeroAt + {horizonMs:Int64}
),
ordered AS (
  SELECT person, arraySort(groupArray((at, isEvent, isView, isAdd, isSignal))) AS list
  FROM moments
  GROUP BY person
),
visited AS (
  SELECT person, arraySlice(
    arrayMap(visit -> (
        visit[1].1, arraySum(m -> toInt64(m.2), visit), arraySum(m -> toInt64(m.3), visit), arraySum(m -> toInt64(m.4), visit),
        arrayMax(m -> if(m.5 = 1, toInt64(m.1), 0), visit)),
      arraySplit((m, before) -> m.1 - before.1 > {gapMs:Int64}, list, arrayPushFront(arrayPopBack(list), list[1]))),
    1, ${mostVisits}) AS visits
  FROM ordered
)`,
    columns: "visited.visits AS visits",
    joins: "LEFT JOIN visited ON visited.person = zero.person",
  }),
};
