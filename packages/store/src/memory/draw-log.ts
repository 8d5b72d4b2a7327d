import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { rewardedDraws } from "./draws.ts";

/** Twin of `sql/draw-log.sql.ts`. */
export function drawLog(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  return rewardedDraws(rows, parameters)
    .sort((a, b) => a.at - b.at || a.offset - b.offset)
    .slice(0, parameters.limit as number)
    .map(({ at, variantId, probabilities, reward }) => ({ at: `${at}`, variantId, probabilities, reward }));
}
