import type { Opportunity } from "@attune/model/decision";
import type { Tactic } from "@attune/model/tactic";
import { inGlobalHoldout, inTacticHoldout } from "@attune/rules/assignment";

/** A person, as assignment sees them. */
export interface Assignee {
  bucketingKey: string;
  /** The share of people withheld from everything, and whether this person is one of them. */
  globalHoldout: number;
  isHeldOut: boolean;
}

export function assigneeOf(bucketingKey: string, globalHoldout: number): Assignee {
  return { bucketingKey, globalHoldout, isHeldOut: inGlobalHoldout(bucketingKey, globalHoldout) };
}

/** On which side of the measurement a person is for a tactic that has won a placement. */
export function assignArm(tactic: Tactic, { bucketingKey, globalHoldout, isHeldOut }: Assignee): Opportunity {
  const { tacticId, placementId } = tactic;
  const common = { placementId, tacticId, variantId: "default" };
  if (isHeldOut) return { ...common, arm: "global-holdout", propensity: globalHoldout };
  const rest = 1 - globalHoldout;
  if (inTacticHoldout(tacticId, bucketingKey, tactic.holdout)) {
    return { ...common, arm: "tactic-holdout", propensity: rest * tactic.holdout };
  }
  return { ...common, arm: "exposed", propensity: rest * (1 - tactic.holdout) };
}
