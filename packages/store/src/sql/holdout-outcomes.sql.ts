import type { NamedQuery } from "./named-query.ts";
import { outcomesByArm } from "./outcomes-by-arm.ts";

/** Outcomes of personalization as a whole, from the first opportunity of any tactic: arms `treated` (a tactic's own holdout included) and `global-holdout`. */
export const holdoutOutcomes: NamedQuery = {
  parameters: { windowMs: "Int64", nowMs: "Int64" },
  text: outcomesByArm({
    arms: ["treated", "global-holdout"],
    isSecond: "arm = 'global-holdout'",
    condition: "arm IN ('exposed', 'tactic-holdout', 'global-holdout')",
    windowMs: "{windowMs:Int64}",
  }),
};
