import type { Identifier } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { LiveView } from "@attune/model/write-set";
import type { FoldSettings } from "./fold-group.ts";
import { createFoldState } from "./fold-state.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import { newProfileId } from "./new-profile-id.ts";
import { resolveIdentity } from "./resolve-identity.ts";

/**
 * Whose the next entry with these identifiers will be, and all that is known of them: of several profiles that it will join, the state
 * that their merge will have, under the id of the oldest; for someone unknown, the id that their profile will get. Profiles that stay
 * apart (another user's browser, a separation, a limit) show nothing of each other.
 *
 * @param identifiers strongest first; not empty.
 * @param what folding an entry with these identifiers would read.
 * @param at time of the entry.
 */
export function foreseeOwner(
  identifiers: readonly Identifier[],
  view: LiveView,
  { salt, timeZone, identityLimits = {} }: FoldSettings,
  at: number,
): { profile: Profile | undefined; profileId: string } {
  const state = createFoldState(view, timeZone);
  const { profileId, absorbed, joined } = resolveIdentity(identifiers, state, identityLimits, at);
  if (profileId === null) return { profile: undefined, profileId: newProfileId(joined, state, salt) };
  const owner = state.profile(profileId)!;
  const profile = absorbed.reduce((one, other) => mergeProfiles(one, state.profile(other.profileId)!, timeZone), owner);
  return { profile, profileId };
}
