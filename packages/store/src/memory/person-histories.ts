import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf, sumMicros } from "./analytics-rows.ts";

/** Whose history, from which moment on, and as what. */
export interface TimeZero {
  person: string;
  zeroAt: number;
  zeroOffset: number;
  arm: string;
  device: string;
  variantId: string;
  propensity: number;
  isCrossover: boolean;
}

/** In the order of time, then of the log. */
export function byTime(a: { at: number; offset: number }, b: { at: number; offset: number }): number {
  return a.at - b.at || a.offset - b.offset;
}

/** Events of people, and exposures, by person, each in the order of time. */
export function personRows(rows: AnalyticsRows): {
  events: Map<string, EventRow[]>;
  exposures: Map<string, ExposureRow[]>;
} {
  const people = rows.events.filter(({ actor }) => actor === "person").sort(byTime);
  return {
    events: groupBy(people, ({ profileId }) => personOf(rows, profileId)),
    exposures: groupBy([...rows.exposures].sort(byTime), ({ profileId }) => personOf(rows, profileId)),
  };
}

/** Twin of `sql/person-histories.ts`. */
export function personHistories(rows: AnalyticsRows, zeros: TimeZero[], parameters: Record<string, Json>): AnswerRow[] {
  const { events, exposures } = personRows(rows);
  const levels = categoryLevels(rows);
  return zeros
    .sort((a, b) => a.zeroAt - b.zeroAt || a.zeroOffset - b.zeroOffset)
    .slice(0, Number(parameters.limit))
    .map((zero) =>
      historyOf(zero, events.get(zero.person) ?? [], exposures.get(zero.person) ?? [], levels, parameters),
    );
}

function historyOf(
  zero: TimeZero,
  own: readonly EventRow[],
  exposures: readonly ExposureRow[],
  levels: ReadonlyMap<string, number>,
  { lookbackMs, horizonMs, signal, mark }: Record<string, Json>,
): AnswerRow {
  const { zeroAt } = zero;
  const isAround = ({ at }: { at: number }) => at >= zeroAt - Number(lookbackMs) && at < zeroAt + Number(horizonMs);
  const around = own.filter(isAround);
  const before = around.filter(({ at }) => at < zeroAt);
  const after = around.filter(({ at }) => at >= zeroAt);
  const lastOf = (isIn: (event: EventRow) => boolean) => textOrNull(before.filter(isIn).at(-1)?.at);
  const countOf = (isIn: (event: EventRow) => boolean) => `${before.filter(isIn).length}`;
  const isOrder = ({ moneyKind }: EventRow) => moneyKind === "order";
  return {
    arm: zero.arm,
    zeroAt: `${zeroAt}`,
    device: zero.device,
    variantId: zero.variantId,
    propensity: zero.propensity,
    isCrossover: zero.isCrossover ? 1 : 0,
    firstSeenAt: textOrNull(own[0]?.at),
    lastSeenAt: lastOf(() => true),
    lastOrderAt: lastOf(isOrder),
    lastViewAt: lastOf(({ name }) => name === "Product Viewed"),
    signalAt: lastOf(({ name }) => name === signal),
    markAt: lastOf(({ name }) => name === mark),
    events: `${before.length}`,
    activeDays: `${new Set(before.map(({ day }) => day)).size}`,
    views: countOf(({ name }) => name === "Product Viewed"),
    adds: countOf(({ name }) => name === "Product Added"),
    orders: countOf(isOrder),
    orderedMicros: `${sumMicros(before, "order")}`,
    identified: before.some(({ identified }) => identified === 1) ? 1 : 0,
    priceLevel: priceLevelOf(before, levels),
    touches: exposures
      .filter(isAround)
      .map(({ at, tacticId, arm, variantId, device }) => [`${at}`, tacticId, arm, variantId, device]),
    laterOrders: after
      .filter(isOrder)
      .map(({ at, orderId, amountMicros, device }) => [`${at}`, orderId, `${amountMicros}`, device]),
    laterRefunds: after
      .filter(({ moneyKind }) => moneyKind === "refund")
      .map(({ at, orderId, amountMicros }) => [`${at}`, orderId, `${amountMicros}`]),
  };
}

function viewedLines(events: readonly EventRow[]): { category: string; logPrice: number }[] {
  return events
    .filter(({ name }) => name === "Product Viewed")
    .flatMap(({ itemCategories, itemPricesMicros }) =>
      itemPricesMicros.map((price, line) => ({ category: itemCategories[line] ?? "", price })),
    )
    .filter(({ price }) => price > 0)
    .map(({ category, price }) => ({ category, logPrice: Math.log(price) }));
}

function categoryLevels(rows: AnalyticsRows): Map<string, number> {
  const lines = viewedLines(rows.events.filter(({ actor }) => actor === "person"));
  return new Map(
    [...groupBy(lines, ({ category }) => category)].map(([category, of]) => [
      category,
      mean(of.map((line) => line.logPrice)),
    ]),
  );
}

function priceLevelOf(before: readonly EventRow[], levels: ReadonlyMap<string, number>): number | null {
  const lines = viewedLines(before);
  if (lines.length === 0) return null;
  return Math.round(mean(lines.map(({ category, logPrice }) => logPrice - levels.get(category)!)) * 1e9) / 1e9;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function textOrNull(value: number | undefined): string | null {
  return value === undefined ? null : `${value}`;
}
