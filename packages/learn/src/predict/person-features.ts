import { type ActivityEvent, orderTimes } from "./activity.ts";

export const msPerDay = 86_400_000;

/** What is known of a person at a moment, in the order of `personFeatures`. */
export const personFeatureNames = [
  "daysSinceFirstEvent",
  "daysSinceLastEvent",
  "events7d",
  "events30d",
  "events90d",
  "activeDays30d",
  "categories90d",
  "daysSinceLastCart",
  "carts7d",
  "orders",
  "orders90d",
  "orders365d",
  "daysSinceLastPurchase",
  "meanDaysBetweenOrders",
  "overdue",
  "spend",
  "spend90d",
  "meanOrderValue",
  "discountShare",
] as const;

/**
 * Features from events before `asOfAt` alone (give `eventsBefore`); NaN where a person has nothing of the kind, which the trees know as missing. `overdue`:
 * days since the last purchase in units of the mean time between orders.
 */
export function personFeatures(before: readonly ActivityEvent[], asOfAt: number): number[] {
  const daysSince = (at: number | undefined) => (at === undefined ? Number.NaN : (asOfAt - at) / msPerDay);
  const within = (days: number) => before.filter(({ at }) => asOfAt - at <= days * msPerDay);
  const week = within(7);
  const month = within(30);
  const quarter = within(90);
  const purchases = before.filter(({ kind }) => kind === "purchase");
  const orders = orderTimes(before);
  const ordersWithin = (days: number) => orders.filter((at) => asOfAt - at <= days * msPerDay).length;
  const sinceLast = daysSince(orders.at(-1));
  const between =
    orders.length < 2 ? Number.NaN : (orders.at(-1)! - orders[0]!) / msPerDay / Math.max(1, orders.length - 1);
  const spendOf = (events: readonly ActivityEvent[]) =>
    events.reduce((sum, { kind, amount }) => sum + (kind === "purchase" ? amount : 0), 0);
  const priced = purchases.filter(({ discounted }) => discounted !== undefined);
  const spend = spendOf(before);
  return [
    daysSince(before[0]?.at),
    daysSince(before.at(-1)?.at),
    week.length,
    month.length,
    quarter.length,
    new Set(month.map(({ at }) => Math.floor(at / msPerDay))).size,
    new Set(quarter.map(({ category }) => category)).size,
    daysSince(before.findLast(({ kind }) => kind === "cart")?.at),
    week.filter(({ kind }) => kind === "cart").length,
    orders.length,
    ordersWithin(90),
    ordersWithin(365),
    sinceLast,
    between,
    sinceLast / between,
    spend,
    spendOf(quarter),
    orders.length === 0 ? Number.NaN : spend / orders.length,
    priced.length === 0 ? Number.NaN : priced.filter(({ discounted }) => discounted).length / priced.length,
  ];
}
