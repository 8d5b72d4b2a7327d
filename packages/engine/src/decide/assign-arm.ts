import type { Opportunity } from "@attune/model/decision";
import type { Tactic } from "@attune/model/tactic";
import { inGlobalHoldout, inTacticHoldout } from "@attune/rules/assignment";

/** On which side of the measurement a person is for a tactic that has won a placement. */
export function assignArm(tactic: Tactic, bucketingKey: string, globalHoldout: number): Opportunity {
  const { tacticId, placementId } = tactic;
  const common = { placementId, tacticId, variantId: "default" };
  if (inGlobalHoldout(bucketingKey, globalHoldout))
    return { ...common, arm: "global-holdout", propensity: globalHoldout };
  const rest = 1 - globalHoldout;
  if (inTacticHoldout(tacticId, bucketingKey, tactic.holdout)) {
    return { ...common, arm: "tactic-holdout", propensity: rest * tactic.holdout };
  }
  return { ...common, arm: "exposed", propensity: rest * (1 - tactic.holdout) };
}
