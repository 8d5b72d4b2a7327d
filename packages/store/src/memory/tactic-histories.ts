import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { personHistories, personRows, type TimeZero } from "./person-histories.ts";

/** Twin of `sql/tactic-histories.sql.ts`. */
export function tacticHistories(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const zeros: (TimeZero & { profileId: string })[] = [];
  for (const [person, exposures] of personRows(rows).exposures) {
    const own = exposures.filter(
      ({ tacticId, arm }) => tacticId === parameters.tacticId && (arm === "exposed" || arm === "tactic-holdout"),
    );
    const first = own[0];
    if (first === undefined) continue;
    zeros.push({
      person,
      profileId: first.profileId,
      zeroAt: first.at,
      zeroOffset: first.offset,
      arm: first.arm,
      device: first.device,
      variantId: first.variantId,
      propensity: first.propensity,
      isCrossover: own.some(({ arm }) => arm !== first.arm),
    });
  }
  // Histories come in the order in which the zeros are left.
  return personHistories(rows, zeros, parameters).map((history, i) => ({ ...history, profileId: zeros[i]!.profileId }));
}
