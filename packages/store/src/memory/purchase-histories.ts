import type { ExposureRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, sumMicros } from "./analytics-rows.ts";
import { byTime, personRows } from "./person-histories.ts";

/** Twin of `sql/purchase-histories.sql.ts`. */
export function purchaseHistories(
  rows: AnalyticsRows,
  { untilDay, tacticId, limit }: Record<string, Json>,
): AnswerRow[] {
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
      ...armOf(exposures.get(personId) ?? [], String(tacticId)),
      days: [...groupBy(money, ({ day }) => day)]
        .sort(([a], [b]) => a - b)
        .map(([day, of]) => [day, `${sumMicros(of, "order")}`, `${sumMicros(of, "refund")}`]),
    }));
}

function armOf(opportunities: readonly ExposureRow[], tacticId: string): { arm: string; armDay: number | null } {
  const arms = tacticId === "" ? ["exposed", "tactic-holdout", "global-holdout"] : ["exposed", "tactic-holdout"];
  const first = opportunities.find(
    (opportunity) => arms.includes(opportunity.arm) && (tacticId === "" || opportunity.tacticId === tacticId),
  );
  if (first === undefined) return { arm: "", armDay: null };
  if (tacticId !== "") return { arm: first.arm, armDay: first.day };
  return { arm: first.arm === "global-holdout" ? "global-holdout" : "treated", armDay: first.day };
}
