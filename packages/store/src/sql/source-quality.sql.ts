import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { profileDaysOf } from "./rollups.ts";

const inRange = "receivedAt >= {fromMs:Int64} AND receivedAt < {toMs:Int64}";
const isPerson = `actor = 'person' AND ${inRange}`;

/** Of which days of profiles some was received in the range, and some was not: of these profiles the events themselves are asked. */
const cut = `cut AS (
  SELECT profileKey
  FROM profile_days
  WHERE (firstReceivedAt < {fromMs:Int64} AND lastReceivedAt >= {fromMs:Int64})
    OR (firstReceivedAt < {toMs:Int64} AND lastReceivedAt >= {toMs:Int64})
)`;

/**
 * What can have come twice happened at one moment: of most profiles nothing did, and of the others everything is compared. A seventh of the time that it takes to
 * compare all.
 */
const repeated = `at_once AS (
  SELECT profileKey
  FROM events
  WHERE ${isPerson}
  GROUP BY profileKey
  HAVING length(arrayDistinct(groupArray(at))) < count()
),
repeats AS (
  SELECT source AS repeatSource, count() - uniqExact(sipHash64(profileKey, name, at, orderId, itemIds)) AS repeatedEvents
  FROM events
  WHERE ${isPerson} AND profileKey IN (SELECT profileKey FROM at_once)
  GROUP BY repeatSource
)`;

/** What `profile_days` sums up that is asked here; the same of single events, where it has to be. */
const daySums = [
  "events",
  "identifiedEvents",
  "firstReceivedAt",
  "lastReceivedAt",
  "lastOffset",
  "receivedDays",
  "lateEvents",
  "itemEvents",
  "itemEventsWithoutItem",
  "visitEvents",
  "visitEventsWithoutDevice",
];

/**
 * One row per source, the one with most events first; counts and times are decimal strings. What people did and was received at t with
 * fromMs ≤ t < toMs. Late: received more than an hour after it happened. Repeated: the same person, name, moment, order and items once more.
 */
export const sourceQuality: NamedQuery = {
  parameters: { fromMs: "Int64", toMs: "Int64" },
  text: `
WITH ${peopleNow},
${repeated},
${cut},
told AS (
  SELECT profileKey, source, ${daySums.join(", ")}
  FROM profile_days
  WHERE firstReceivedAt >= {fromMs:Int64} AND lastReceivedAt < {toMs:Int64} AND profileKey NOT IN (SELECT profileKey FROM cut)
  UNION ALL
  SELECT profileKey, source, ${daySums.join(", ")}
  FROM (${profileDaysOf(`${inRange} AND events.profileKey IN (SELECT profileKey FROM cut)`)})
),
counted AS (
  SELECT
    source,
    sum(told.events) AS events,
    uniqExact(${personOf("told")}) AS people,
    sum(told.identifiedEvents) AS identifiedEvents,
    min(told.firstReceivedAt) AS firstReceivedAt,
    max(told.lastReceivedAt) AS lastReceivedAt,
    max(told.lastOffset) AS lastOffset,
    uniqExactArray(told.receivedDays) AS receivedDays,
    sum(told.lateEvents) AS lateEvents,
    sum(told.itemEvents) AS itemEvents,
    sum(told.itemEventsWithoutItem) AS itemEventsWithoutItem,
    sum(told.visitEvents) AS visitEvents,
    sum(told.visitEventsWithoutDevice) AS visitEventsWithoutDevice
  FROM told ${joinPeople("told")}
  GROUP BY source
),
ordered AS (
  SELECT
    source AS orderSource,
    count() AS orders,
    countIf(orderId = '') AS ordersWithoutId,
    countIf(empty(itemIds)) AS ordersWithoutItems,
    countIf(amountMicros = 0) AS ordersWithoutAmount,
    countIf(orderId != '') - uniqExactIf(orderId, orderId != '') AS repeatedOrders
  FROM money_events
  WHERE moneyKind = 'order' AND ${inRange}
  GROUP BY orderSource
)
SELECT
  counted.*,
  ordered.orders AS orders,
  ordered.ordersWithoutId AS ordersWithoutId,
  ordered.ordersWithoutItems AS ordersWithoutItems,
  ordered.ordersWithoutAmount AS ordersWithoutAmount,
  ordered.repeatedOrders AS repeatedOrders,
  repeats.repeatedEvents AS repeatedEvents
FROM counted
LEFT JOIN ordered ON ordered.orderSource = counted.source
LEFT JOIN repeats ON repeats.repeatSource = counted.source
ORDER BY events DESC, source`,
};
