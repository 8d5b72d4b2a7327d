import { joinPeople, peopleNow, personOf } from "./named-query.ts";

/**
 * One row per person around a moment that is theirs alone, `zeroAt`: what was known before it, what they met and bought after it.
 * Whole numbers of 64 bits are decimal strings, here and inside the arrays.
 */
export interface PersonHistoryRow {
  arm: string;
  zeroAt: string;
  device: string;
  variantId: string;
  /** Logged with the first opportunity; 0 where time zero is none. */
  propensity: number;
  /** 1 where the person met another arm of the tactic later. */
  isCrossover: number;
  /** First event ever; null for a person without events. */
  firstSeenAt: string | null;
  /** The rest is of the lookback, strictly before time zero; null where there is none. */
  lastSeenAt: string | null;
  lastOrderAt: string | null;
  lastViewAt: string | null;
  signalAt: string | null;
  markAt: string | null;
  events: string;
  activeDays: string;
  views: string;
  adds: string;
  orders: string;
  orderedMicros: string;
  /** 1 once an event of theirs named a user id. */
  identified: number;
  /** Mean of log(price) of viewed products less that of their category among everybody's views; null without views. */
  priceLevel: number | null;
  /** Opportunities of every tactic from the lookback to the horizon: [at, tacticId, arm, variantId, device]. */
  touches: [string, string, string, string, string][];
  /** From time zero to the horizon: [at, orderId, amountMicros, device]. */
  laterOrders: [string, string, string, string][];
  laterRefunds: [string, string, string][];
}

/** What a query adds to the histories: common table expressions, columns, and the joins that bring them. */
interface MoreOfPeople {
  tables?: string;
  columns: string;
  joins?: string;
}

/**
 * @param zero SQL of a common table expression `zero` with person, zeroAt, zeroOffset, arm, device, variantId, propensity, isCrossover; it may
 * read `seen` (events of people) and `opportunities` (exposures)
 */
export function personHistories(zero: string, more?: MoreOfPeople): string {
  return `
WITH ${peopleNow},
seen AS (
  SELECT ${personOf("events")} AS person, at, offset, day, name, device, identified, moneyKind, amountMicros, orderId,
    arrayResize(itemCategories, length(itemPricesMicros)) AS categories, itemPricesMicros AS prices
  FROM events ${joinPeople("events")}
  WHERE actor = 'person'
),
opportunities AS (
  SELECT ${personOf("exposures")} AS person, profileId, at, offset, toString(tacticId) AS tacticId, toString(arm) AS armName,
    toString(variantId) AS variantName, toString(device) AS deviceName, propensity
  FROM exposures ${joinPeople("exposures")}
),
${zero},
touched AS (
  SELECT opportunities.person AS person,
    arrayMap(t -> (t.1, t.3, t.4, t.5, t.6),
      arraySort(groupArray((at, offset, tacticId, armName, variantName, deviceName)))) AS touches
  FROM opportunities INNER JOIN zero ON zero.person = opportunities.person
  WHERE opportunities.at >= zero.zeroAt - {lookbackMs:Int64} AND opportunities.at < zero.zeroAt + {horizonMs:Int64}
  GROUP BY person
),
first_seen AS (SELECT person, min(at) AS firstAt FROM seen GROUP BY person),
around AS (
  SELECT seen.person AS person, seen.at AS at, offset, day, name, seen.device AS deviceName, identified, moneyKind, amountMicros, orderId,
    seen.at < zero.zeroAt AS isBefore
  FROM seen INNER JOIN zero ON zero.person = seen.person
  WHERE seen.at >= zero.zeroAt - {lookbackMs:Int64} AND seen.at < zero.zeroAt + {horizonMs:Int64}
),
facts AS (
  SELECT person,
    maxOrNullIf(at, isBefore) AS lastSeenAt,
    maxOrNullIf(at, isBefore AND moneyKind = 'order') AS lastOrderAt,
    maxOrNullIf(at, isBefore AND name = 'Product Viewed') AS lastViewAt,
    maxOrNullIf(at, isBefore AND name = {signal:String}) AS signalAt,
    maxOrNullIf(at, isBefore AND name = {mark:String}) AS markAt,
    countIf(isBefore) AS eventCount,
    uniqExactIf(day, isBefore) AS activeDays,
    countIf(isBefore AND name = 'Product Viewed') AS views,
    countIf(isBefore AND name = 'Product Added') AS adds,
    countIf(isBefore AND moneyKind = 'order') AS orderCount,
    sumIf(amountMicros, isBefore AND moneyKind = 'order') AS orderedMicros,
    maxIf(identified, isBefore) AS isIdentified,
    arrayMap(t -> (t.1, t.3, t.4, t.5),
      arraySort(groupArrayIf((at, offset, orderId, amountMicros, toString(deviceName)), NOT isBefore AND moneyKind = 'order'))) AS laterOrders,
    arrayMap(t -> (t.1, t.3, t.4),
      arraySort(groupArrayIf((at, offset, orderId, amountMicros), NOT isBefore AND moneyKind = 'refund'))) AS laterRefunds
  FROM around
  GROUP BY person
),
lines AS (
  SELECT person, at, category, log(price) AS logPrice
  FROM seen ARRAY JOIN categories AS category, prices AS price
  WHERE name = 'Product Viewed' AND price > 0
),
category_levels AS (SELECT category, avg(logPrice) AS level FROM lines GROUP BY category),
price_levels AS (
  SELECT lines.person AS person, round(avg(logPrice - level), 9) AS priceLevel
  FROM lines INNER JOIN zero ON zero.person = lines.person INNER JOIN category_levels ON category_levels.category = lines.category
  WHERE lines.at < zero.zeroAt AND lines.at >= zero.zeroAt - {lookbackMs:Int64}
  GROUP BY person
)${more?.tables === undefined ? "" : `,\n${more.tables}`}
SELECT
  zero.arm AS arm, zero.zeroAt AS zeroAt, zero.device AS device, zero.variantId AS variantId, zero.propensity AS propensity,
  zero.isCrossover AS isCrossover,
  if(first_seen.person = 0, NULL, first_seen.firstAt) AS firstSeenAt,
  facts.lastSeenAt AS lastSeenAt, facts.lastOrderAt AS lastOrderAt, facts.lastViewAt AS lastViewAt, facts.signalAt AS signalAt, facts.markAt AS markAt,
  facts.eventCount AS events, facts.activeDays AS activeDays, facts.views AS views, facts.adds AS adds, facts.orderCount AS orders,
  facts.orderedMicros AS orderedMicros, facts.isIdentified AS identified,
  if(price_levels.person = 0, NULL, price_levels.priceLevel) AS priceLevel,
  touched.touches AS touches, facts.laterOrders AS laterOrders, facts.laterRefunds AS laterRefunds
  ${more === undefined ? "" : `, ${more.columns}`}
FROM zero
LEFT JOIN first_seen ON first_seen.person = zero.person
LEFT JOIN facts ON facts.person = zero.person
LEFT JOIN price_levels ON price_levels.person = zero.person
LEFT JOIN touched ON touched.person = zero.person
${more?.joins ?? ""}
ORDER BY zero.zeroAt, zero.zeroOffset
LIMIT {limit:Int32}`;
}
