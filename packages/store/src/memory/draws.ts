import type { Json } from "@attune/model/json";
import { type AnalyticsRows, personOf } from "./analytics-rows.ts";
import { eventsByPerson } from "./assigned-arms.ts";
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

/** The draws of a bandit whose window is over, each with what the person brought in it. */
export function rewardedDraws(rows: AnalyticsRows, parameters: Record<string, Json>): RewardedDraw[] {
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
