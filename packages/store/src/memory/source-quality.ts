import type { EventRow } from "@attune/engine/ports/analytics";
import { dayMs, hourMs } from "@attune/math/time-units";
import type { Json } from "@attune/model/json";
import { compareBytes } from "../compare-bytes.ts";
import { type AnalyticsRows, type AnswerRow, countPeople, groupBy } from "./analytics-rows.ts";

const namesOfItems = new Set([
  "Product Viewed",
  "Product Clicked",
  "Product Added",
  "Product Removed",
  "Product Added to Wishlist",
]);

/** Twin of `sql/source-quality.sql.ts`. */
export function sourceQuality(rows: AnalyticsRows, { fromMs, toMs }: Record<string, Json>): AnswerRow[] {
  const inRange = rows.events.filter(
    ({ actor, receivedAt }) => actor === "person" && receivedAt >= Number(fromMs) && receivedAt < Number(toMs),
  );
  return [...groupBy(inRange, ({ source }) => source)]
    .sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || compareBytes(a, b))
    .map(([source, events]) => qualityOf(rows, source, events));
}

function qualityOf(rows: AnalyticsRows, source: string, events: EventRow[]): AnswerRow {
  const count = (holds: (row: EventRow) => boolean) => events.filter(holds).length;
  const orders = events.filter(({ moneyKind }) => moneyKind === "order");
  const named = orders.filter(({ orderId }) => orderId !== "");
  const received = events.map(({ receivedAt }) => receivedAt);
  const isOfItem = ({ name }: EventRow) => namesOfItems.has(name);
  const isVisit = ({ channel }: EventRow) => channel === "web" || channel === "app";
  const distinct = new Set(
    events.map(({ profileId, name, at, orderId, itemIds }) => JSON.stringify([profileId, name, at, orderId, itemIds])),
  );
  const counts: Record<string, number> = {
    events: events.length,
    people: countPeople(rows, events),
    identifiedEvents: count(({ identified }) => identified === 1),
    firstReceivedAt: received.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY),
    lastReceivedAt: received.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY),
    lastOffset: events.reduce((most, { offset }) => Math.max(most, offset), 0),
    receivedDays: new Set(received.map((at) => Math.trunc(at / dayMs))).size,
    lateEvents: count(({ at, receivedAt }) => receivedAt - at > hourMs),
    orders: orders.length,
    ordersWithoutId: orders.length - named.length,
    ordersWithoutItems: orders.filter(({ itemIds }) => itemIds.length === 0).length,
    ordersWithoutAmount: orders.filter(({ amountMicros }) => amountMicros === 0).length,
    repeatedOrders: named.length - new Set(named.map(({ orderId }) => orderId)).size,
    itemEvents: count(isOfItem),
    itemEventsWithoutItem: count((row) => isOfItem(row) && row.itemIds.length === 0),
    visitEvents: count(isVisit),
    visitEventsWithoutDevice: count((row) => isVisit(row) && row.device === ""),
    repeatedEvents: events.length - distinct.size,
  };
  return { source, ...Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, `${value}`])) };
}
