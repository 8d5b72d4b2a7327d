import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { outcomesByArm } from "./outcomes-by-arm.ts";

/** Twin of `sql/holdout-outcomes.sql.ts`. */
export function holdoutOutcomes(rows: AnalyticsRows, { windowMs, nowMs }: Record<string, Json>): AnswerRow[] {
  return outcomesByArm(rows, { windowMs: Number(windowMs), nowMs: Number(nowMs) }, ({ arm }) => {
    if (arm === "global-holdout") return arm;
    return arm === "exposed" || arm === "tactic-holdout" ? "treated" : undefined;
  });
}
