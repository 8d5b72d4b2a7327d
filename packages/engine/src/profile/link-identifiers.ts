import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { Stamp } from "@attune/model/profile";
import type { FoldState } from "./fold-state.ts";
import { applyIdentity } from "./identities.ts";
import type { ProfileDraft } from "./profile-state.ts";

/**
 * Writes down how an entry's identifiers were resolved: those that joined point to the owner from now on and are listed on it; all of
 * them are known to be named by an entry of the owner, which erasure follows.
 */
export function linkIdentifiers(
  owner: ProfileDraft,
  joined: readonly Identifier[],
  apart: readonly IdentifierKey[],
  stamp: Stamp,
  state: FoldState,
): void {
  const { profileId } = owner.profile;
  for (const identifier of joined) {
    if (identifier.namespace === "profile_id") {
      keepOldId(identifier, profileId, state);
      continue;
    }
    applyIdentity(owner.profile, identifier, stamp);
    const key = identifierKey(identifier);
    const record = state.identity(key);
    if (record === undefined) state.setIdentity(key, { profileId, namedBy: [profileId] });
    else if (record.profileId !== profileId || !record.namedBy.includes(profileId))
      state.setIdentity(key, { profileId, namedBy: withMember(record.namedBy, profileId) });
  }
  for (const key of apart) noteNamed(key, profileId, state);
}

/** An entry of the profile names the identifier, which is not the profile's. */
export function noteNamed(key: IdentifierKey, profileId: string, state: FoldState): void {
  const record = state.identity(key) ?? { profileId: "", namedBy: [] };
  if (!record.namedBy.includes(profileId))
    state.setIdentity(key, { ...record, namedBy: withMember(record.namedBy, profileId) });
}

/** What an erasure left in place of another person's identifier: the owner's own id, which must never be founded again. */
function keepOldId(identifier: Identifier, profileId: string, state: FoldState): void {
  const key = identifierKey(identifier);
  if (state.identity(key) === undefined) state.setIdentity(key, { profileId, namedBy: [] });
}

function withMember(profileIds: readonly string[], profileId: string): string[] {
  return profileIds.includes(profileId) ? [...profileIds] : [...profileIds, profileId].sort();
}
