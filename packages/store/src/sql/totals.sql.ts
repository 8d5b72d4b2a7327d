import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row. Counts and exact sums of micros are decimal strings, as are the times (epoch milliseconds; null where there is no event). */
export interface TotalsRow {
  /** People with a commercial record in the range: money, or a stock adjustment. */
  customers: string;
  /** Those of them that any of their events, at any time, named by a user id. */
  identifiedCustomers: string;
  orders: string;
  refunds: string;
  grossMicros: string;
  refundedMicros: string;
  adjustmentMicros: string;
  firstEventAt: string | null;
  lastEventAt: string | null;
}

const inRange = `day BETWEEN ifNull({fromDay:Nullable(Int32)}, -2147483648) AND ifNull({toDay:Nullable(Int32)}, 2147483647)`;

/** Totals of the business between two days, both included; null leaves an end open. */
export const totals: NamedQuery = {
  parameters: { fromDay: "Nullable(Int32)", toDay: "Nullable(Int32)" },
  text: `
WITH ${peopleNow},
by_profile AS (
  SELECT
    profileKey,
    countIf(${inRange} AND (moneyKind != '' OR name = 'Stock Adjusted')) AS commercial,
    max(identified) AS isIdentified,
    countIf(${inRange} AND moneyKind = 'order') AS orders,
    countIf(${inRange} AND moneyKind = 'refund') AS refunds,
    sumIf(amountMicros, ${inRange} AND moneyKind = 'order') AS grossMicros,
    sumIf(amountMicros, ${inRange} AND moneyKind = 'refund') AS refundedMicros,
    sumIf(amountMicros, ${inRange} AND moneyKind = 'adjustment') AS adjustmentMicros,
    minOrNullIf(at, ${inRange}) AS firstAt,
    maxOrNullIf(at, ${inRange}) AS lastAt
  FROM events
  WHERE actor = 'person'
  GROUP BY profileKey
),
by_person AS (
  SELECT
    ${personOf("by_profile")} AS person,
    sum(commercial) > 0 AS isCustomer,
    max(isIdentified) AS isIdentified,
    sum(orders) AS orders,
    sum(refunds) AS refunds,
    sum(grossMicros) AS grossMicros,
    sum(refundedMicros) AS refundedMicros,
    sum(adjustmentMicros) AS adjustmentMicros,
    min(firstAt) AS firstAt,
    max(lastAt) AS lastAt
  FROM by_profile ${joinPeople("by_profile")}
  GROUP BY person
)
SELECT
  countIf(isCustomer) AS customers,
  countIf(isCustomer AND isIdentified = 1) AS identifiedCustomers,
  sum(by_person.orders) AS orders,
  sum(by_person.refunds) AS refunds,
  sum(by_person.grossMicros) AS grossMicros,
  sum(by_person.refundedMicros) AS refundedMicros,
  sum(by_person.adjustmentMicros) AS adjustmentMicros,
  min(firstAt) AS firstEventAt,
  max(lastAt) AS lastEventAt
FROM by_person`,
};
