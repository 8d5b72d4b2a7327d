import { emptyProfile } from "@attune/model/empty-profile";
import type { Profile } from "@attune/model/profile";
import { applyIdentity } from "./identities.ts";
import { joinedOf, type OwnedEntry, stampOf } from "./owned-entry.ts";
import { draftOf } from "./profile-draft.ts";
import { applyOwned, finishDraft } from "./profile-state.ts";

/** The profile that a person's entries make, in whatever order they come. Merges and separations are not theirs to tell. */
export function foldOwned(profileId: string, entries: readonly OwnedEntry[], timeZone: string): Profile {
  return foldOnto(emptyProfile(profileId), entries, timeZone);
}

/** What the profile becomes by further entries of its own. */
export function foldOnto(profile: Profile, entries: readonly OwnedEntry[], timeZone: string): Profile {
  const draft = draftOf(profile, timeZone);
  for (const entry of entries) {
    for (const identifier of joinedOf(entry))
      if (identifier.namespace !== "profile_id") applyIdentity(draft, identifier, stampOf(entry));
    applyOwned(draft, entry, timeZone);
  }
  return finishDraft(draft, timeZone);
}
