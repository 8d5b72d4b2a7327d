import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { never } from "./rollups.ts";

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
whole AS (
  SELECT
    sum(orders) AS orders,
    sum(refunds) AS refunds,
    sum(grossMicros) AS grossMicros,
    sum(refundedMicros) AS refundedMicros,
    sum(adjustmentMicros) AS adjustmentMicros,
    minOrNull(firstAt) AS firstEventAt,
    maxOrNull(lastAt) AS lastEventAt
  FROM profile_days
  WHERE ${inRange}
),
customers AS (
  SELECT DISTINCT ${personOf("profile_days")} AS person
  FROM profile_days ${joinPeople("profile_days")}
  WHERE commercial > 0 AND ${inRange}
),
known AS (
  SELECT DISTINCT ${personOf("profile_days")} AS person
  FROM profile_days ${joinPeople("profile_days")}
  WHERE firstKnownAt < ${never}
)
SELECT
  (SELECT count() FROM customers) AS customers,
  (SELECT count() FROM customers WHERE person IN (SELECT person FROM known)) AS identifiedCustomers,
  whole.*
FROM whole`,
};
