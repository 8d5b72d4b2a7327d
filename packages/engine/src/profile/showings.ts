import type { DecisionRecord } from "@attune/model/decision";
import { keptEntries, type Profile, type Showing, type Stamp } from "@attune/model/profile";
import type { ProfileDraft } from "./profile-draft.ts";
import { insertByStamp, keepGreatest, mergeByStamp } from "./stamp-order.ts";

const limit = keptEntries.showings;

/** The latest 60 showings that caps count, ascending by time; within one decision in the order of its placements. */
export function applyShowings({ profile }: ProfileDraft, { opportunities }: DecisionRecord, stamp: Stamp): void {
  let showings: Showing[] | undefined;
  for (const { tacticId, placementId, countsIn, arm } of opportunities) {
    if (countsIn === undefined || arm === "contextual") continue;
    showings ??= profile.showings?.slice() ?? [];
    insertByStamp(showings, { at: stamp.at, offset: stamp.offset, tacticId, placementId, channel: countsIn });
  }
  if (showings !== undefined) profile.showings = keepGreatest(showings, limit);
}

export function mergeShowings(a: Profile["showings"], b: Profile["showings"]): Showing[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return keepGreatest(mergeByStamp(a, b), limit);
}
