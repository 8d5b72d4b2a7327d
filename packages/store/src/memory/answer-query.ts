import type { EventRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import type { QueryName } from "../sql/named-queries.ts";
import { type AnalyticsRows, groupBy, personOf, sumMicros } from "./analytics-rows.ts";
import { outcomesByArm } from "./outcomes-by-arm.ts";
import { compareBytes } from "./tables.ts";

type Row = Record<string, Json>;
type Answer = (rows: AnalyticsRows, parameters: Record<string, Json>) => Row[];

/** The TypeScript twins of `sql/*.sql.ts`, written from the meaning of the queries and not from their SQL. Parameters have been checked. */
const answers: Record<QueryName, Answer> = {
  totals: answerTotals,
  "tactic-outcomes": (rows, { tacticId, windowMs, nowMs }) =>
    outcomesByArm(rows, { windowMs: Number(windowMs), nowMs: Number(nowMs) }, (exposure) =>
      exposure.tacticId === tacticId && (exposure.arm === "exposed" || exposure.arm === "tactic-holdout")
        ? exposure.arm
        : undefined,
    ),
  "holdout-outcomes": (rows, { windowMs, nowMs }) =>
    outcomesByArm(rows, { windowMs: Number(windowMs), nowMs: Number(nowMs) }, ({ arm }) => {
      if (arm === "global-holdout") return arm;
      return arm === "exposed" || arm === "tactic-holdout" ? "treated" : undefined;
    }),
  "item-popularity": answerItemPopularity,
  "event-counts": answerEventCounts,
  daily: answerDaily,
};

export function answerQuery(name: QueryName, rows: AnalyticsRows, parameters: Record<string, Json>): Row[] {
  return answers[name](rows, parameters);
}

function answerTotals(rows: AnalyticsRows, { fromDay, toDay }: Record<string, Json>): Row[] {
  const ofPeople = rows.events.filter(({ actor }) => actor === "person");
  const inRange = ofPeople.filter(
    ({ day }) => (fromDay === null || day >= Number(fromDay)) && (toDay === null || day <= Number(toDay)),
  );
  const customers = new Set(
    inRange
      .filter(({ moneyKind, name }) => moneyKind !== "" || name === "Stock Adjusted")
      .map(({ profileId }) => personOf(rows, profileId)),
  );
  const identified = new Set(
    ofPeople.filter((row) => row.identified === 1).map(({ profileId }) => personOf(rows, profileId)),
  );
  const times = inRange.map(({ at }) => at).sort((a, b) => a - b);
  return [
    {
      customers: `${customers.size}`,
      identifiedCustomers: `${[...customers].filter((person) => identified.has(person)).length}`,
      orders: `${inRange.filter(({ moneyKind }) => moneyKind === "order").length}`,
      refunds: `${inRange.filter(({ moneyKind }) => moneyKind === "refund").length}`,
      grossMicros: `${sumMicros(inRange, "order")}`,
      refundedMicros: `${sumMicros(inRange, "refund")}`,
      adjustmentMicros: `${sumMicros(inRange, "adjustment")}`,
      firstEventAt: textOrNull(times[0]),
      lastEventAt: textOrNull(times.at(-1)),
    },
  ];
}

function textOrNull(value: number | undefined): string | null {
  return value === undefined ? null : `${value}`;
}

function answerItemPopularity(rows: AnalyticsRows, { sinceMs, untilMs, limit }: Record<string, Json>): Row[] {
  const lines = rows.events
    .filter(({ actor, at }) => actor === "person" && at >= Number(sinceMs) && at < Number(untilMs))
    .filter(({ name }) => name === "Product Viewed" || name === "Product Added" || name === "Order Completed")
    .sort((a, b) => a.at - b.at || a.offset - b.offset)
    .flatMap((row) => row.itemIds.map((itemId, line) => ({ row, itemId, category: row.itemCategories[line] ?? "" })));
  const items = [...groupBy(lines, ({ itemId }) => itemId)].map(([itemId, ofItem]) => {
    const count = (name: string) => ofItem.filter(({ row }) => row.name === name).length;
    return {
      itemId,
      category: ofItem.at(-1)?.category ?? "",
      views: count("Product Viewed"),
      carts: count("Product Added"),
      purchases: count("Order Completed"),
      people: new Set(ofItem.map(({ row }) => personOf(rows, row.profileId))).size,
    };
  });
  return items
    .sort(
      (a, b) =>
        b.people - a.people ||
        b.purchases - a.purchases ||
        b.carts - a.carts ||
        b.views - a.views ||
        compareBytes(a.itemId, b.itemId),
    )
    .slice(0, Number(limit))
    .map((item) => ({
      ...item,
      views: `${item.views}`,
      carts: `${item.carts}`,
      purchases: `${item.purchases}`,
      people: `${item.people}`,
    }));
}

function answerEventCounts(rows: AnalyticsRows, { fromMs, toMs }: Record<string, Json>): Row[] {
  const inRange = rows.events.filter(
    ({ actor, at }) => actor === "person" && at >= Number(fromMs) && at < Number(toMs),
  );
  return [...groupBy(inRange, ({ name }) => name)]
    .sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || compareBytes(a, b))
    .map(([name, events]) => ({ name, count: `${events.length}`, people: `${countPeople(rows, events)}` }));
}

function answerDaily(rows: AnalyticsRows, { fromDay, toDay }: Record<string, Json>): Row[] {
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

function countPeople(rows: AnalyticsRows, events: readonly EventRow[]): number {
  return new Set(events.map(({ profileId }) => personOf(rows, profileId))).size;
}
