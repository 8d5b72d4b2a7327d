import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { outcomesByArm } from "./outcomes-by-arm.ts";

/** Twin of `sql/tactic-outcomes.sql.ts`. */
export function tacticOutcomes(rows: AnalyticsRows, { tacticId, windowMs, nowMs }: Record<string, Json>): AnswerRow[] {
  return outcomesByArm(rows, { windowMs: Number(windowMs), nowMs: Number(nowMs) }, (exposure) =>
    exposure.tacticId === tacticId && (exposure.arm === "exposed" || exposure.arm === "tactic-holdout")
      ? exposure.arm
      : undefined,
  );
}
