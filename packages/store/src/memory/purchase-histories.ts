import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, sumMicros } from "./analytics-rows.ts";
import { byTime, personRows } from "./person-histories.ts";

/** Twin of `sql/purchase-histories.sql.ts`. */
export function purchaseHistories(rows: AnalyticsRows, { untilDay, limit }: Record<string, Json>): AnswerRow[] {
  const { events, exposures } = personRows(rows);
  return [...events]
    .flatMap(([personId, own]) => {
      const money = own.filter(
        ({ moneyKind, day }) =>
          (moneyKind === "order" || moneyKind === "refund") && (untilDay === null || day < Number(untilDay)),
      );
      const first = money.find(({ moneyKind }) => moneyKind === "order");
      return first === undefined ? [] : [{ personId, own, money, first }];
    })
    .sort((a, b) => byTime(a.first, b.first))
    .slice(0, Number(limit))
    .map(({ personId, own, money, first }) => ({
      personId,
      identified: Math.max(...own.map(({ identified }) => identified)),
      channel: first.channel,
      arm: armOf(exposures.get(personId) ?? []),
      days: [...groupBy(money, ({ day }) => day)]
        .sort(([a], [b]) => a - b)
        .map(([day, of]) => [day, `${sumMicros(of, "order")}`, `${sumMicros(of, "refund")}`]),
    }));
}

function armOf(opportunities: readonly { arm: string }[]): string {
  const first = opportunities.find(({ arm }) => ["exposed", "tactic-holdout", "global-holdout"].includes(arm));
  if (first === undefined) return "";
  return first.arm === "global-holdout" ? "global-holdout" : "treated";
}
