import { type Identifier, identifierKey } from "@attune/model/identity";
import type { FoldState } from "./fold-state.ts";
import { profileIdKey } from "./join-profiles.ts";
import { isNoted } from "./named-by.ts";
import { foundingIdentifier, freeProfileId } from "./profile-id.ts";

/** What tells whether an id is taken. */
export type StandingProfiles = Pick<FoldState, "identity" | "profile" | "nextOffset">;

/**
 * The id of the profile that an entry begins, whose identifiers lead to nobody. A decision foresees it and the fold gives it by this one
 * function, so that a visitor keeps the arm that the first decision gave them.
 *
 * @param joined the identifiers that the new profile answers to; at least one of them leads to nobody.
 */
export function newProfileId(joined: readonly Identifier[], standing: StandingProfiles, salt: string): string {
  const fresh = joined.filter((identifier) => !standing.identity(identifierKey(identifier))?.profileId);
  return idFoundedBy(foundingIdentifier(fresh)!, standing, salt);
}

/**
 * The id that an identifier which leads to nobody founds. A profile that stands under such an id without answering to the identifier is
 * one that the identifier's record, or the id's own, tells of. Of an identifier that more profiles name than its record lists (`shared`),
 * every id counts as taken: only the log gives one.
 */
export function idFoundedBy(founding: Identifier, standing: StandingProfiles, salt: string): string {
  const record = standing.identity(identifierKey(founding));
  return freeProfileId(
    salt,
    founding,
    standing.nextOffset(),
    (id) =>
      (record !== undefined && isNoted(record, id)) ||
      standing.profile(id) !== undefined ||
      standing.identity(profileIdKey(id)) !== undefined,
  );
}
