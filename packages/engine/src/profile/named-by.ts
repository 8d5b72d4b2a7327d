import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import { isOwned } from "./owned-entry.ts";
import { keysOf } from "./partition-entries.ts";
import { keysOfUnmerge } from "./separations.ts";

/** So many profiles are listed as naming an identifier; one that more name is `shared`. */
export const namedByLimit = 100;

/** The record of an identifier that entries of these profiles name: a function of the set, in whatever order it was seen. */
export function identityRecord(profileId: string, names: Iterable<string>): IdentityRecord {
  const namedBy = [...new Set(names)].sort();
  return namedBy.length > namedByLimit ? { profileId, namedBy: [], shared: true } : { profileId, namedBy };
}

/** Whether the record tells already that an entry of the profile names the identifier. */
export function isNoted(record: IdentityRecord, profileId: string): boolean {
  return record.shared === true || record.namedBy.includes(profileId);
}

/** The record with another pointer, and one more profile that names the identifier. */
export function withName(record: IdentityRecord, profileId: string, name: string): IdentityRecord {
  if (record.shared === true) return { ...record, profileId };
  return identityRecord(profileId, [...record.namedBy, name]);
}

/**
 * Who names each of these identifiers in a stretch of the log. An unmerge or an erasure that meets a `shared` identifier reads the whole
 * log with this and puts the full list into the record that it is given.
 */
export function namesIn(entries: readonly LogEntry[], keys: ReadonlySet<IdentifierKey>): Map<IdentifierKey, string[]> {
  const names = new Map<IdentifierKey, string[]>();
  const note = (key: IdentifierKey, profileId: string) => {
    if (!keys.has(key)) return;
    const known = names.get(key);
    if (known === undefined) names.set(key, [profileId]);
    else known.push(profileId);
  };
  for (const entry of entries) {
    if (isOwned(entry)) for (const key of keysOf(entry)) note(key, entry.profileId);
    else if (entry.kind === "unmerge")
      for (const key of keysOfUnmerge(entry)) for (const { profileId } of entry.separations) note(key, profileId);
  }
  return names;
}
