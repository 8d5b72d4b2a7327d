import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row per person: the group of their first event, when they were first exposed, and what they did period by period. */
export interface PersonPanelRow {
  groupName: string;
  firstSeenAt: string;
  /** First exposure to the tactic at any time; null for none. */
  exposedAt: string | null;
  /** Periods with an event: [period, events, orders, micros of orders less those of refunds]. */
  cells: [string, string, string, string][];
}

/**
 * Everybody who was seen before `knownBeforeMs`, in periods of `periodMs` from `fromMs` on; `groupBy` is device, channel, source or segment. A
 * segment is what was known strictly before `fromMs`, so that what happens in the panel does not decide it: `customer`, `known`, `anonymous`, or
 * `new` for who was not seen before. In the order of first events, at most `limit` people.
 */
export const personPanel: NamedQuery = {
  parameters: {
    tacticId: "String",
    groupBy: "String",
    fromMs: "Int64",
    periodMs: "Int64",
    periods: "Int32",
    knownBeforeMs: "Int64",
    limit: "Int32",
  },
  text: `
WITH ${peopleNow},
seen AS (
  SELECT ${personOf("events")} AS person, at, offset, identified, moneyKind, amountMicros,
    multiIf({groupBy:String} = 'channel', toString(channel), {groupBy:String} = 'source', toString(source), toString(device)) AS groupWord
  FROM events ${joinPeople("events")}
  WHERE actor = 'person'
),
known AS (
  SELECT person, min(at) AS firstAt, min((at, offset)).2 AS firstOffset, 
    if({groupBy:String} = 'segment',
      multiIf(
        countIf(at < {fromMs:Int64} AND moneyKind = 'order') > 0, 'customer',
        countIf(at < {fromMs:Int64} AND identified = 1) > 0, 'known',
        countIf(at < {fromMs:Int64}) > 0, 'anonymous', 'new'),
      argMin(groupWord, (at, offset))) AS groupName
  FROM seen
  GROUP BY person
  HAVING firstAt < {knownBeforeMs:Int64}
),
cells AS (
  SELECT person, intDiv(at - {fromMs:Int64}, {periodMs:Int64}) AS period, count() AS eventCount, countIf(moneyKind = 'order') AS orderCount,
    sumIf(amountMicros, moneyKind = 'order') - sumIf(amountMicros, moneyKind = 'refund') AS micros
  FROM seen
  WHERE at >= {fromMs:Int64} AND at < {fromMs:Int64} + {periodMs:Int64} * {periods:Int32}
  GROUP BY person, period
),
rows AS (SELECT person, arraySort(groupArray((period, eventCount, orderCount, micros))) AS cellList FROM cells GROUP BY person),
exposed AS (
  SELECT ${personOf("exposures")} AS person, min(at) AS firstExposedAt
  FROM exposures ${joinPeople("exposures")}
  WHERE tacticId = {tacticId:String} AND arm = 'exposed'
  GROUP BY person
)
SELECT known.groupName AS groupName, known.firstAt AS firstSeenAt, if(exposed.person = 0, NULL, exposed.firstExposedAt) AS exposedAt, rows.cellList AS cells
FROM known LEFT JOIN rows ON rows.person = known.person LEFT JOIN exposed ON exposed.person = known.person
ORDER BY known.firstAt, known.firstOffset
LIMIT {limit:Int32}`,
};
