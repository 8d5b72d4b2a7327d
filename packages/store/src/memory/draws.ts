import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf } from "./analytics-rows.ts";
import { eventsByPerson } from "./assigned-arms.ts";
import { inKeyOrder } from "./in-key-order.ts";
import { measured, sideOf } from "./metric-sums.ts";

interface RewardedDraw {
  at: number;
  offset: number;
  day: number;
  variantId: string;
  context: string;
  probabilities: number[];
  reward: number;
}

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

/** Twin of `sql/draw-log.sql.ts`. */
export function drawLog(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  return rewardedDraws(rows, parameters)
    .sort((a, b) => a.at - b.at || a.offset - b.offset)
    .slice(0, parameters.limit as number)
    .map(({ at, variantId, probabilities, reward }) => ({ at: `${at}`, variantId, probabilities, reward }));
}

function rewardedDraws(rows: AnalyticsRows, parameters: Record<string, Json>): RewardedDraw[] {
  const { experimentId, afterMs, windowMs, nowMs, capMicros } = parameters as {
    experimentId: string;
    afterMs: number;
    windowMs: number;
    nowMs: number;
    capMicros: number | null;
  };
  const side = sideOf(parameters, "numerator");
  const cap = capMicros === null ? Infinity : capMicros / 1e6;
  const events = eventsByPerson(rows);
  return rows.assignments
    .filter((row) => row.experimentId === experimentId && row.drawnAt === row.at && row.at + windowMs <= nowMs)
    .map((row) => {
      const own = events.get(personOf(rows, row.profileId)) ?? [];
      const within = own.filter(({ at }) => at >= row.at + afterMs && at < row.at + windowMs);
      return { ...row, reward: Math.min(cap, measured(side, within)) };
    });
}
