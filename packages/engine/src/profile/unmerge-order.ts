import { type Identifier, type IdentifierKey, type IdentityRecord, parseIdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { FoldSettings } from "./fold-group.ts";
import { profileIdKey } from "./join-profiles.ts";
import { keysNamedBy } from "./keys-named-by.ts";
import { profileIdOf } from "./profile-id.ts";
import { idsOf, type ProfileWithLog } from "./profile-with-log.ts";

/** What an unmerge is asked for, and what it must know. */
export interface UnmergeOrder extends ProfileWithLog {
  /** The identifiers to split off; all of them the profile's. */
  split: readonly Identifier[];
  /** The records of `unmergeReads(entries, settings)`, as far as they exist; where they are `shared`, with every name all the same. */
  identities: ReadonlyMap<IdentifierKey, IdentityRecord>;
  /** Every other profile that `unmergeReaches` names. */
  others: readonly ProfileWithLog[];
  nextOffset: Offset;
  at: number;
  by: string;
}

/** The identity records that an unmerge reads: of what the entries name, and of the ids that a new profile could get. */
export function unmergeReads(entries: readonly LogEntry[], { salt }: Pick<FoldSettings, "salt">): Set<IdentifierKey> {
  const keys = keysNamedBy(entries);
  for (const key of [...keys]) keys.add(profileIdKey(profileIdOf(salt, parseIdentifierKey(key))));
  return keys;
}

/**
 * The ids of all other profiles that may have an identifier next, where the entry that brought it to this one no longer does: some may
 * have been absorbed since (`profile_id` finds whose they are).
 */
export function unmergeReaches(profile: Profile, identities: ReadonlyMap<IdentifierKey, IdentityRecord>): Set<string> {
  const reached = new Set<string>();
  for (const record of identities.values())
    if (record.profileId === profile.profileId) for (const id of record.namedBy) reached.add(id);
  for (const id of idsOf(profile)) reached.delete(id);
  return reached;
}
