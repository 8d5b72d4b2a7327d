import { joinPeople, peopleNow, personOf } from "./named-query.ts";
import { textLiteral } from "./text-literal.ts";

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

/** Two order ids of one person share a key with a probability of 10^-19. */
const orderKey = "if(orderId = '', 0, sipHash64(orderId))";

/** Which comparisons of arms are made in one pass, as SQL over exposures. */
interface Comparisons {
  /** What is compared, as a small number (grouped in half the time that names take): people have an arm, and count, in each. */
  subject: string;
  /** What `subject` is called in the answer; over `valued.subject`. */
  subjectName: string;
  /** The names of the arms. */
  arms: readonly [string, string];
  /** Whether an opportunity is of the second of them. */
  isSecond: string;
  /** Which opportunities take part. */
  condition: string;
  /** The window in milliseconds; over `subject`. */
  windowMs: string;
}

/** Bits of an opportunity that tell its arm, and those with the offset before it, which has 53; as many are left for the time. */
const armBits = 8;
const timeShift = 64;

/** An opportunity as one number, in the order of time and of the log, its arm in the lowest bits: the least is the first, with its arm. */
const opportunity = `bitShiftLeft(toInt128(at), ${timeShift}) + bitShiftLeft(toInt128(offset), ${armBits}) + isSecond`;

/**
 * Intention to treat: a person's arm is that of their first opportunity (by time, then offset); outcomes are their orders and refunds at
 * t with opportunity ≤ t < opportunity + windowMs. People are resolved when the query runs, so a merge counts at once.
 *
 * A refund counts when it gives money of the window back: one with an order id when the person has an order of that id in the window;
 * one without when they have an order in the window that is not later than it. What was bought before the opportunity cannot be an outcome.
 *
 * Ends in `valued`, one row per subject and person.
 */
function outcomesOfPeople({
  subject,
  isSecond,
  condition,
  windowMs,
}: Omit<Comparisons, "subjectName" | "arms">): string {
  return `
WITH ${peopleNow},
opportunities AS (
  SELECT ${personOf("exposures")} AS person, ${subject} AS subject, ${isSecond} AS isSecond, ${opportunity} AS opportunity, propensity
  FROM exposures ${joinPeople("exposures")}
  WHERE ${condition}
),
assigned AS (
  SELECT
    subject,
    person,
    min(opportunity) AS first,
    argMin(propensity, opportunity) AS firstPropensity,
    min(isSecond) != max(isSecond) AS isCrossover
  FROM opportunities
  GROUP BY subject, person
),
paid AS (
  SELECT
    ${personOf("money_events")} AS person,
    groupArrayIf((at, ${orderKey}, amountMicros), moneyKind = 'order') AS orders,
    groupArrayIf((at, ${orderKey}, amountMicros), moneyKind = 'refund') AS refunds
  FROM money_events ${joinPeople("money_events")}
  GROUP BY person
),
valued AS (
  SELECT
    subject,
    toUInt8(bitAnd(first, 1)) AS ofSecond,
    firstPropensity,
    toInt64(bitShiftRight(first, ${timeShift})) AS startAt,
    isCrossover,
    startAt + ${windowMs} AS endAt,
    arrayFilter(entry -> entry.1 >= startAt AND entry.1 < endAt, paid.orders) AS ownOrders,
    arrayFilter(
      refund -> refund.1 >= startAt AND refund.1 < endAt
        AND arrayExists(order -> if(refund.2 = 0, order.1 <= refund.1, order.2 = refund.2), ownOrders),
      paid.refunds
    ) AS ownRefunds,
    length(ownOrders) AS orderCount,
    arraySum(ownOrders.3) - arraySum(ownRefunds.3) AS micros
  FROM assigned LEFT JOIN paid ON paid.person = assigned.person
)`;
}

const sums = `
  count() AS people,
  countIf(orderCount > 0) AS conversions,
  sum(orderCount) AS orders,
  sum(micros) AS revenueMicros,
  sum(micros / 1e6) AS revenueSum,
  sum(pow(micros / 1e6, 2)) AS revenueSumSquares,
  sum(pow(orderCount, 2)) AS ordersSumSquares,
  sum(micros / 1e6 * orderCount) AS revenueOrdersSum,
  countIf(isCrossover) AS crossover,
  countIf(endAt <= {nowMs:Int64}) AS windowsComplete,
  min(startAt) AS firstStartAt,
  min(firstPropensity) AS propensityMin,
  max(firstPropensity) AS propensityMax`;

const armName = ([first, second]: Comparisons["arms"]) =>
  `if(ofSecond = 1, ${textLiteral(second)}, ${textLiteral(first)})`;

/** One row per arm of one comparison. */
export function outcomesByArm(comparison: Omit<Comparisons, "subject" | "subjectName">): string {
  return `${outcomesOfPeople({ ...comparison, subject: "toUInt8(0)" })}
SELECT ${armName(comparison.arms)} AS arm,${sums}
FROM valued
GROUP BY ofSecond
ORDER BY arm`;
}

/** One row per subject and arm. */
export function outcomesBySubject(comparisons: Comparisons): string {
  return `${outcomesOfPeople(comparisons)}
SELECT ${comparisons.subjectName} AS subject, ${armName(comparisons.arms)} AS arm,${sums}
FROM valued
GROUP BY valued.subject, ofSecond
ORDER BY subject, arm`;
}
