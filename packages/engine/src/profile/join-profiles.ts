import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { Stamp } from "@attune/model/profile";
import type { FoldState } from "./fold-state.ts";
import { mergeMerges, mergeProfiles } from "./merge-profiles.ts";

/**
 * Makes one profile of two: the absorbed one's state, identities and old ids become the survivor's. `stamp` is that of the log's
 * `merge` entry.
 */
export function joinProfiles(
  survivorId: string,
  absorbedId: string,
  via: Identifier,
  stamp: Stamp,
  state: FoldState,
  timeZone: string,
): void {
  const survivor = state.draft(survivorId).profile;
  const absorbed = state.draft(absorbedId).profile;
  const merged = mergeProfiles(survivor, absorbed, timeZone);
  const merges = mergeMerges(merged.merges, [{ profileId: absorbedId, via, at: stamp.at, offset: stamp.offset }]);
  state.remove(absorbedId);
  state.replace({ ...merged, profileId: survivorId, merges });
  for (const link of absorbed.identities) moveIdentity(identifierKey(link), absorbedId, survivorId, state);
  for (const oldId of [absorbedId, ...absorbed.merges.map((merge) => merge.profileId)])
    pointOldId(oldId, survivorId, state);
}

/** An id leads to the profile from now on; a profile's own id, where it must not be founded again. */
export function pointOldId(oldId: string, profileId: string, state: FoldState): void {
  state.setIdentity(profileIdKey(oldId), { profileId, namedBy: [] });
}

/** Under which the id of a profile that was absorbed stays resolvable. */
export function profileIdKey(profileId: string): IdentifierKey {
  return identifierKey({ namespace: "profile_id", value: profileId });
}

/** An identifier that another person took over meanwhile stays theirs. */
function moveIdentity(key: IdentifierKey, from: string, to: string, state: FoldState): void {
  const record = state.identity(key);
  if (record === undefined)
    throw new TypeError(
      `the view lacks an identity of profile ${from}, which is being joined; see furtherIdentifierKeys`,
    );
  if (record.profileId === from) state.setIdentity(key, { ...record, profileId: to });
}
