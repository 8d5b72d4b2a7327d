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
  const { tacticId, placementId, holdout } = tactic;
  const rest = 1 - globalHoldout;
  let arm: Opportunity["arm"] = "exposed";
  let propensity = rest * (1 - holdout);
  if (isHeldOut) {
    arm = "global-holdout";
    propensity = globalHoldout;
  } else if (inTacticHoldout(tacticId, bucketingKey, holdout)) {
    arm = "tactic-holdout";
    propensity = rest * holdout;
  }
  // One literal: made for every placement of every decision, a spread costs more than the hash.
  return { placementId, tacticId, variantId: "default", arm, propensity };
}
