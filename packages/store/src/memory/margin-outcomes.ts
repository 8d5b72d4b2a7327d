import type { EventRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { microsPerUnit } from "@attune/model/money";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf } from "./analytics-rows.ts";

/** Twin of `sql/margin-outcomes.sql.ts`. */
export function marginOutcomes(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { tacticId } = parameters;
  const [shortMs, longMs, nowMs] = [parameters.shortMs, parameters.longMs, parameters.nowMs].map(Number) as [
    number,
    number,
    number,
  ];
  const costs = parameters.costs as string[];
  const costOf = new Map((parameters.costItems as string[]).map((item, i) => [item, Number(costs[i])]));
  const opportunities = rows.exposures
    .filter((one) => one.tacticId === tacticId && (one.arm === "exposed" || one.arm === "tactic-holdout"))
    .map((one) => ({ ...one, person: personOf(rows, one.profileId) }))
    .sort((a, b) => a.at - b.at || a.offset - b.offset);
  const people = [...groupBy(opportunities, ({ person }) => person)].flatMap(([person, [first]]) => {
    if (first === undefined || first.at + longMs > nowMs) return [];
    const own = rows.events.filter((row) => row.actor === "person" && personOf(rows, row.profileId) === person);
    const within = (ms: number) =>
      own
        .filter(({ at }) => at >= first.at && at < first.at + ms)
        .reduce((sum, row) => sum + marginOf(row, costOf), 0) / microsPerUnit;
    return [{ arm: first.arm, short: within(shortMs), long: within(longMs) }];
  });
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return [...groupBy(people, ({ arm }) => arm)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([arm, of]) => ({
      arm,
      people: `${of.length}`,
      shortSum: sum(of.map(({ short }) => short)),
      shortSumSquares: sum(of.map(({ short }) => short ** 2)),
      longSum: sum(of.map(({ long }) => long)),
      longSumSquares: sum(of.map(({ long }) => long ** 2)),
    }));
}

function marginOf(row: EventRow, costOf: ReadonlyMap<string, number>): number {
  if (row.moneyKind === "refund") return -row.amountMicros;
  if (row.moneyKind !== "order") return 0;
  return row.itemIds.reduce(
    (left, item, i) => left - (row.itemQuantities[i] ?? 0) * (costOf.get(item) ?? 0),
    row.amountMicros,
  );
}
