import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";

const atMost = 20;

/** Twin of `sql/order-people.sql.ts`. */
export function orderPeople(rows: AnalyticsRows, { orderId }: Record<string, Json>): AnswerRow[] {
  const firstAt = new Map<string, number>();
  for (const event of rows.events) {
    const isAboutMoney =
      event.moneyKind === "order" || event.moneyKind === "refund" || event.name === "Order Completed";
    if (event.actor !== "person" || !isAboutMoney || event.orderId === "" || event.orderId !== orderId) continue;
    firstAt.set(event.profileId, Math.min(event.at, firstAt.get(event.profileId) ?? Infinity));
  }
  return [...firstAt]
    .sort(([a, aAt], [b, bAt]) => bAt - aAt || (a < b ? -1 : 1))
    .slice(0, atMost)
    .map(([profileId, at]) => ({ profileId, at: `${at}` }));
}
