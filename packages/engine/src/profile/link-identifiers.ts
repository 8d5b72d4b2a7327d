import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { Stamp } from "@attune/model/profile";
import type { FoldState } from "./fold-state.ts";
import { applyIdentity } from "./identities.ts";
import { isNoted, withName } from "./named-by.ts";
import type { ProfileDraft } from "./profile-draft.ts";

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
    applyIdentity(owner, identifier, stamp);
    const key = identifierKey(identifier);
    const record = state.identity(key);
    if (record === undefined) state.setIdentity(key, { profileId, namedBy: [profileId] });
    else if (record.profileId !== profileId || !isNoted(record, profileId))
      state.setIdentity(key, withName(record, profileId, profileId));
  }
  for (const key of apart) noteNamed(key, profileId, state);
}

/** An entry of the profile names the identifier, which is not the profile's. */
export function noteNamed(key: IdentifierKey, profileId: string, state: FoldState): void {
  const record = state.identity(key) ?? { profileId: "", namedBy: [] };
  if (!isNoted(record, profileId)) state.setIdentity(key, withName(record, record.profileId, profileId));
}

/** What an erasure left in place of another person's identifier: the owner's own id, which must never be founded again. */
function keepOldId(identifier: Identifier, profileId: string, state: FoldState): void {
  const key = identifierKey(identifier);
  if (state.identity(key) === undefined) state.setIdentity(key, { profileId, namedBy: [] });
}
