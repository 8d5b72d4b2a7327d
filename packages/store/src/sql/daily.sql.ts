import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row per business day with events; `day` counts from 1970; counts and micros are decimal strings. */
export interface DailyRow {
  day: number;
  events: string;
  people: string;
  orders: string;
  /** Orders minus refunds of the day. */
  revenueMicros: string;
}

/** Business by day, from one day to another, both included, ascending. */
export const daily: NamedQuery = {
  parameters: { fromDay: "Int32", toDay: "Int32" },
  text: `
WITH ${peopleNow}
SELECT
  day,
  sum(profile_days.events) AS events,
  uniqExact(${personOf("profile_days")}) AS people,
  sum(profile_days.orders) AS orders,
  sum(grossMicros) - sum(refundedMicros) AS revenueMicros
FROM profile_days ${joinPeople("profile_days")}
WHERE day BETWEEN {fromDay:Int32} AND {toDay:Int32}
GROUP BY day
ORDER BY day`,
};
