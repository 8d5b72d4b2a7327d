import type { Engine } from "@attune/engine/runtime/engine";
import type { Profile } from "@attune/model/profile";
import { isoTime } from "../routes/profile-view.ts";

/** The segments that a person is in at this moment, in the order of the playbook; `since` is null where nobody has looked yet. */
export async function segmentsOfPerson({ playbook, segments, stores }: Engine, profile: Profile) {
  const declared = playbook.segments ?? [];
  if (declared.length === 0) return [];
  const view = await segments.viewOf(profile);
  const found = await stores.memberships.of(profile.profileId);
  return declared
    .filter(({ segmentId }) => view.membership?.(segmentId)?.isMember === true)
    .map(({ segmentId, name }) => {
      const since = found?.since[segmentId];
      return { segmentId, name, since: since === undefined ? null : isoTime(since) };
    });
}
