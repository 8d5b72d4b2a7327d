import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

const itemEvents =
  "('Product Viewed', 'Product Clicked', 'Product Added', 'Product Removed', 'Product Added to Wishlist')";

const inRange = "actor = 'person' AND receivedAt >= {fromMs:Int64} AND receivedAt < {toMs:Int64}";

/**
 * What can have come twice happened at one moment: of most profiles nothing did, and of the others everything is compared. A seventh of the time that it takes to
 * compare all.
 */
const repeated = `at_once AS (
  SELECT profileKey
  FROM events
  WHERE ${inRange}
  GROUP BY profileKey
  HAVING length(arrayDistinct(groupArray(at))) < count()
),
repeats AS (
  SELECT source, count() - uniqExact(sipHash64(profileKey, name, at, orderId, itemIds)) AS repeatedEvents
  FROM events
  WHERE ${inRange} AND profileKey IN (SELECT profileKey FROM at_once)
  GROUP BY source
)`;

/**
 * One row per source, the one with most events first; counts and times are decimal strings. What people did and was received at t with
 * fromMs ≤ t < toMs. Late: received more than an hour after it happened. Repeated: the same person, name, moment, order and items once more.
 */
export const sourceQuality: NamedQuery = {
  parameters: { fromMs: "Int64", toMs: "Int64" },
  text: `
WITH ${peopleNow},
${repeated},
counted AS (
  SELECT
    source,
    count() AS events,
    uniqExact(${personOf("events")}) AS people,
    countIf(identified = 1) AS identifiedEvents,
    min(receivedAt) AS firstReceivedAt,
    max(receivedAt) AS lastReceivedAt,
    max(offset) AS lastOffset,
    uniqExact(intDiv(receivedAt, 86400000)) AS receivedDays,
    countIf(receivedAt - at > 3600000) AS lateEvents,
    countIf(moneyKind = 'order') AS orders,
    countIf(moneyKind = 'order' AND orderId = '') AS ordersWithoutId,
    countIf(moneyKind = 'order' AND empty(itemIds)) AS ordersWithoutItems,
    countIf(moneyKind = 'order' AND amountMicros = 0) AS ordersWithoutAmount,
    countIf(moneyKind = 'order' AND orderId != '') - uniqExactIf(orderId, moneyKind = 'order' AND orderId != '') AS repeatedOrders,
    countIf(name IN ${itemEvents}) AS itemEvents,
    countIf(name IN ${itemEvents} AND empty(itemIds)) AS itemEventsWithoutItem,
    countIf(channel IN ('web', 'app')) AS visitEvents,
    countIf(channel IN ('web', 'app') AND device = '') AS visitEventsWithoutDevice
  FROM events ${joinPeople("events")}
  WHERE ${inRange}
  GROUP BY source
)
SELECT counted.*, repeats.repeatedEvents AS repeatedEvents
FROM counted LEFT JOIN repeats ON repeats.source = counted.source
ORDER BY events DESC, source`,
};
