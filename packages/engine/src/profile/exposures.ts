import type { DecisionRecord } from "@attune/model/decision";
import type { Exposure, Profile, Stamp } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { earlierStamp, laterStamp } from "./stamp-order.ts";

type Exposures = Profile["exposures"];

/** Tactics are the operator's own, so this bound is for safety: beyond it those with the smallest ids are kept. */
const limit = 500;

/**
 * Per tactic: the first opportunity with its arm, the last, how many, and whether two arms met in this person. A decision
 * without consent (`contextual`) is in neither arm and leaves nothing.
 */
export function applyExposures(draft: ProfileDraft, decision: DecisionRecord, stamp: Stamp): void {
  const exposures = changeable(draft, "exposures");
  let isNew = false;
  for (const { tacticId, arm, variantId } of decision.opportunities) {
    if (arm === "contextual") continue;
    const seen: Exposure = { tacticId, arm, variantId, first: stamp, last: stamp, count: 1, crossover: false };
    const present = ownValue(exposures, tacticId);
    exposures[tacticId] = present === undefined ? seen : joined(present, seen);
    isNew ||= present === undefined;
  }
  if (isNew) dropExcess(exposures);
}

export function mergeExposures(a: Exposures, b: Exposures): Exposures {
  const merged: Exposures = { ...a };
  for (const [tacticId, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, tacticId);
    merged[tacticId] = mine === undefined ? theirs : joined(mine, theirs);
  }
  dropExcess(merged);
  return merged;
}

function joined(a: Exposure, b: Exposure): Exposure {
  const first = earlierStamp(a.first, b.first);
  const { arm, variantId } = first === a.first ? a : b;
  return {
    tacticId: a.tacticId,
    arm,
    variantId,
    first,
    last: laterStamp(a.last, b.last),
    count: a.count + b.count,
    crossover: a.crossover || b.crossover || a.arm !== b.arm,
  };
}

/** Removes, in place, all but the first 500 by id. */
function dropExcess(exposures: Exposures): void {
  let count = 0;
  for (const _ in exposures) count += 1;
  for (; count > limit; count--) {
    let last = "";
    for (const tacticId in exposures) if (tacticId > last) last = tacticId;
    delete exposures[last];
  }
}
