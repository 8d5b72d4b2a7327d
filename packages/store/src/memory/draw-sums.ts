import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy } from "./analytics-rows.ts";
import { rewardedDraws } from "./draws.ts";
import { inKeyOrder } from "./in-key-order.ts";

/** Twin of `sql/draw-sums.sql.ts`. */
export function drawSums(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const groups = groupBy(rewardedDraws(rows, parameters), (draw) =>
    [draw.variantId, draw.context, draw.day].join("\0"),
  );
  const sums = [...groups.values()].map((draws) => {
    const { variantId, context, day } = draws[0]!;
    return {
      variantId,
      context,
      day,
      draws: `${draws.length}`,
      reward: draws.reduce((sum, { reward }) => sum + reward, 0),
      rewardSquares: draws.reduce((sum, { reward }) => sum + reward * reward, 0),
    };
  });
  return inKeyOrder(sums, ["variantId", "context", "day"]);
}
