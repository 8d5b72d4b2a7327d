import type { DecisionRecord, Opportunity } from "@attune/model/decision";
import type { Profile, RememberedAssignment, Stamp, Stamped } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import type { ProfileDraft } from "./profile-draft.ts";
import { compareStamps, earlierStamp, laterStamp } from "./stamp-order.ts";

type Assignments = Record<string, RememberedAssignment>;

/** Experiments are the operator's own, so this bound is for safety: beyond it those with the smallest ids are kept. */
const limit = 200;

/** Per experiment: the first variant, the last, and of a bandit when the last was drawn; and the key that assignment hashed at first. */
export function applyAssignments(draft: ProfileDraft, decision: DecisionRecord, stamp: Stamp): void {
  const { profile } = draft;
  const { bucketingKey, opportunities } = decision;
  if (bucketingKey !== undefined) {
    const seen = { at: stamp.at, offset: stamp.offset, value: bucketingKey };
    profile.bucketing = profile.bucketing === undefined ? seen : earlierStamp(profile.bucketing, seen);
  }
  let assignments: Assignments | undefined;
  let isNew = false;
  for (const opportunity of opportunities) {
    if (opportunity.experimentId === undefined) continue;
    const seen = assignmentOf(opportunity, opportunity.experimentId, stamp);
    assignments ??= { ...profile.assignments };
    const before = ownValue(assignments, seen.experimentId);
    assignments[seen.experimentId] = before === undefined ? seen : joined(before, seen);
    isNew ||= before === undefined;
  }
  if (assignments !== undefined) profile.assignments = isNew ? bounded(assignments) : assignments;
}

export function mergeAssignments(a: Assignments | undefined, b: Assignments | undefined): Assignments | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const merged = { ...a };
  for (const [experimentId, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, experimentId);
    merged[experimentId] = mine === undefined ? theirs : joined(mine, theirs);
  }
  return bounded(merged);
}

/** The key of the earlier decision: who was dealt out first stays. */
export function mergeBucketing(a: Profile["bucketing"], b: Profile["bucketing"]): Stamped<string> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return earlierStamp(a, b);
}

function assignmentOf(
  { variantId, draw, propensity }: Opportunity,
  experimentId: string,
  stamp: Stamp,
): RememberedAssignment {
  const seen: RememberedAssignment = { experimentId, first: stamp, variantId, last: stamp, lastVariantId: variantId };
  if (draw !== undefined) {
    seen.drawnAt = draw.at;
    seen.propensity = propensity;
  }
  return seen;
}

function joined(a: RememberedAssignment, b: RememberedAssignment): RememberedAssignment {
  const first = compareStamps(a.first, b.first) <= 0 ? a : b;
  const last = laterStamp(a.last, b.last) === a.last ? a : b;
  const both: RememberedAssignment = {
    experimentId: a.experimentId,
    first: first.first,
    variantId: first.variantId,
    last: last.last,
    lastVariantId: last.lastVariantId,
  };
  if (last.drawnAt !== undefined) both.drawnAt = last.drawnAt;
  if (last.propensity !== undefined) both.propensity = last.propensity;
  return both;
}

function bounded(assignments: Assignments): Assignments {
  const ids = Object.keys(assignments);
  if (ids.length <= limit) return assignments;
  return Object.fromEntries(
    ids
      .sort()
      .slice(0, limit)
      .map((id) => [id, assignments[id]!]),
  );
}
