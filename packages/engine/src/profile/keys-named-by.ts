import { type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import { profileIdKey } from "./join-profiles.ts";
import { identifiersOf, isOwned, subjectOf } from "./owned-entry.ts";
import { keysOfUnmerge } from "./separations.ts";

/** Every identifier that log entries name, and the ids of the profiles they belong to: the records that an unmerge or an erasure reads. */
export function keysNamedBy(entries: readonly LogEntry[]): Set<IdentifierKey> {
  const keys = new Set<IdentifierKey>();
  for (const entry of entries) {
    if (entry.kind === "tombstone") continue;
    keys.add(profileIdKey(entry.profileId));
    if (isOwned(entry)) for (const identifier of identifiersOf(subjectOf(entry))) keys.add(identifierKey(identifier));
    else if (entry.kind === "unmerge") for (const key of keysOfUnmerge(entry)) keys.add(key);
  }
  return keys;
}
