import type { NamedQuery } from "./named-query.ts";
import { outcomesByArm } from "./outcomes-by-arm.ts";

/** Outcomes of personalization as a whole, from the first opportunity of any tactic: arms `treated` (a tactic's own holdout included) and `global-holdout`. */
export const holdoutOutcomes: NamedQuery = {
  parameters: { windowMs: "Int64", nowMs: "Int64" },
  text: outcomesByArm({
    arm: "if(arm = 'global-holdout', 'global-holdout', 'treated')",
    condition: "arm IN ('exposed', 'tactic-holdout', 'global-holdout')",
    windowMs: "{windowMs:Int64}",
  }),
};
