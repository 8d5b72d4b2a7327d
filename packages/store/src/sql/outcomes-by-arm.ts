import { joinPeople, peopleNow, personOf } from "./named-query.ts";

/**
 * One row per arm, from one row per person: the statistics that a comparison of arms needs.
 * Counts and micros are decimal strings; the sums for variances are numbers, in currency units.
 */
export interface OutcomesRow {
  arm: string;
  people: string;
  /** People with at least one order in their window. */
  conversions: string;
  orders: string;
  /** Exact: the orders in the windows, minus refunds of these orders in the windows. */
  revenueMicros: string;
  revenueSum: number;
  revenueSumSquares: number;
  ordersSumSquares: number;
  /** Sum over people of revenue × orders, for the variance of the average order value. */
  revenueOrdersSum: number;
  /** People of this arm who met the other arm later. */
  crossover: string;
  /** People whose window has ended by `nowMs`: nothing more can be added to their outcome. */
  windowsComplete: string;
  /** When the first of them met their first opportunity. */
  firstStartAt: string;
  /** Least and greatest logged propensity of the first opportunities: the same where one split held all the time. */
  propensityMin: number;
  propensityMax: number;
}

/**
 * Intention to treat: a person's arm is that of their first opportunity (by time, then offset); outcomes are their orders and refunds at
 * t with opportunity ≤ t < opportunity + windowMs. People are resolved when the query runs, so a merge counts at once.
 *
 * A refund counts when it gives money of the window back: one with an order id when the person has an order of that id in the window;
 * one without when they have an order in the window that is not later than it. What was bought before the opportunity cannot be an outcome.
 *
 * @param arm SQL expression over exposures for the arm's name
 * @param condition SQL condition over exposures: which opportunities take part
 */
export function outcomesByArm(arm: string, condition: string): string {
  return `
WITH ${peopleNow},
opportunities AS (
  SELECT ${personOf("exposures")} AS person, ${arm} AS armName, at, offset, propensity
  FROM exposures ${joinPeople("exposures")}
  WHERE ${condition}
),
assigned AS (
  SELECT
    person,
    argMin(armName, (at, offset)) AS arm,
    argMin(propensity, (at, offset)) AS firstPropensity,
    min(at) AS startAt,
    uniqExact(armName) > 1 AS isCrossover
  FROM opportunities
  GROUP BY person
),
money AS (
  SELECT ${personOf("events")} AS person, at, moneyKind, amountMicros, orderId
  FROM events ${joinPeople("events")}
  WHERE actor = 'person' AND moneyKind IN ('order', 'refund')
),
outcomes AS (
  SELECT
    money.person AS person,
    countIf(moneyKind = 'order') AS orders,
    minIf(at, moneyKind = 'order') AS firstOrderAt,
    groupUniqArrayIf(orderId, moneyKind = 'order' AND orderId != '') AS orderIds,
    groupArrayIf((orderId, at, amountMicros), moneyKind = 'refund') AS refunds,
    arrayFilter(
      refund -> if(refund.1 = '', orders > 0 AND refund.2 >= firstOrderAt, has(orderIds, refund.1)),
      refunds
    ) AS ownRefunds,
    sumIf(amountMicros, moneyKind = 'order') - arraySum(refund -> refund.3, ownRefunds) AS micros
  FROM money INNER JOIN assigned ON assigned.person = money.person
  WHERE money.at >= assigned.startAt AND money.at < assigned.startAt + {windowMs:Int64}
  GROUP BY person
)
SELECT
  assigned.arm AS arm,
  count() AS people,
  countIf(outcomes.orders > 0) AS conversions,
  sum(outcomes.orders) AS orders,
  sum(micros) AS revenueMicros,
  sum(micros / 1e6) AS revenueSum,
  sum(pow(micros / 1e6, 2)) AS revenueSumSquares,
  sum(pow(outcomes.orders, 2)) AS ordersSumSquares,
  sum(micros / 1e6 * outcomes.orders) AS revenueOrdersSum,
  countIf(isCrossover) AS crossover,
  countIf(assigned.startAt + {windowMs:Int64} <= {nowMs:Int64}) AS windowsComplete,
  min(assigned.startAt) AS firstStartAt,
  min(firstPropensity) AS propensityMin,
  max(firstPropensity) AS propensityMax
FROM assigned LEFT JOIN outcomes ON outcomes.person = assigned.person
GROUP BY arm
ORDER BY arm`;
}
