import type { NamedQuery } from "./named-query.ts";
import { outcomesByArm } from "./outcomes-by-arm.ts";

/** Outcomes of one tactic: arms `exposed` and `tactic-holdout`. */
export const tacticOutcomes: NamedQuery = {
  parameters: { tacticId: "String", windowMs: "Int64", nowMs: "Int64" },
  text: outcomesByArm({
    arms: ["exposed", "tactic-holdout"],
    isSecond: "arm = 'tactic-holdout'",
    condition: "tacticId = {tacticId:String} AND arm IN ('exposed', 'tactic-holdout')",
    windowMs: "{windowMs:Int64}",
  }),
};
