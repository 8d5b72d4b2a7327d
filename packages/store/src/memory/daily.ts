import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, countPeople, groupBy, sumMicros } from "./analytics-rows.ts";

/** Twin of `sql/daily.sql.ts`. */
export function daily(rows: AnalyticsRows, { fromDay, toDay }: Record<string, Json>): AnswerRow[] {
  const inRange = rows.events.filter(
    ({ actor, day }) => actor === "person" && day >= Number(fromDay) && day <= Number(toDay),
  );
  return [...groupBy(inRange, ({ day }) => day)]
    .sort(([a], [b]) => a - b)
    .map(([day, events]) => ({
      day,
      events: `${events.length}`,
      people: `${countPeople(rows, events)}`,
      orders: `${events.filter(({ moneyKind }) => moneyKind === "order").length}`,
      revenueMicros: `${sumMicros(events, "order") - sumMicros(events, "refund")}`,
    }));
}
