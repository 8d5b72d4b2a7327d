import type { DecisionRecord } from "@attune/model/decision";
import type { Exposure, Profile, Stamp } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import { earlierStamp, laterStamp } from "./stamp-order.ts";

type Exposures = Profile["exposures"];

/** Tactics are the operator's own, so this bound is for safety: beyond it those with the smallest ids are kept. */
const limit = 500;

/**
 * Per tactic: the first opportunity with its arm, the last, how many, and whether two arms or variants met in this person. A decision
 * without consent (`contextual`) is in neither arm and leaves nothing.
 */
export function applyExposures(profile: Profile, decision: DecisionRecord, stamp: Stamp): void {
  for (const { tacticId, arm, variantId } of decision.opportunities) {
    if (arm === "contextual") continue;
    const seen: Exposure = { tacticId, arm, variantId, first: stamp, last: stamp, count: 1, crossover: false };
    const present = ownValue(profile.exposures, tacticId);
    profile.exposures[tacticId] = present === undefined ? seen : joined(present, seen);
  }
  profile.exposures = bounded(profile.exposures);
}

export function mergeExposures(a: Exposures, b: Exposures): Exposures {
  const merged: Exposures = { ...a };
  for (const [tacticId, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, tacticId);
    merged[tacticId] = mine === undefined ? theirs : joined(mine, theirs);
  }
  return bounded(merged);
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
    crossover: a.crossover || b.crossover || a.arm !== b.arm || a.variantId !== b.variantId,
  };
}

function bounded(exposures: Exposures): Exposures {
  const tacticIds = Object.keys(exposures);
  if (tacticIds.length <= limit) return exposures;
  return Object.fromEntries(
    tacticIds
      .sort()
      .slice(0, limit)
      .map((tacticId) => [tacticId, exposures[tacticId]!]),
  );
}
