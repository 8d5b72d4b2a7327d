import { type IdentifierKey, type IdentityRecord, identifierKey, parseIdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { profileIdKey } from "./join-profiles.ts";
import { identityRecord } from "./named-by.ts";
import { joinedOf, type OwnedEntry } from "./owned-entry.ts";
import { keysOf } from "./partition-entries.ts";
import { idsOf, ownedOf } from "./profile-with-log.ts";
import { keysOfUnmerge } from "./separations.ts";
import type { UnmergeOrder } from "./unmerge-order.ts";
import type { UnmergedPerson } from "./unmerged-people.ts";

type UnmergeEntry = Extract<LogEntry, { kind: "unmerge" }>;

/** An identifier is whose the last entry is that brought it to someone; nobody's where no entry is left that did. */
export function identitiesAfterUnmerge(
  { profile, identities, others }: UnmergeOrder,
  people: readonly UnmergedPerson[],
  orders: readonly UnmergeEntry[],
): Map<IdentifierKey, IdentityRecord | null> {
  const own = new Set(idsOf(profile));
  const names = new Map<IdentifierKey, Set<string>>();
  const note = (key: IdentifierKey, profileId: string) => {
    names.set(key, (names.get(key) ?? new Set()).add(profileId));
  };
  for (const { entries } of people)
    for (const entry of entries) for (const key of keysOf(entry)) note(key, entry.profileId);
  for (const entry of orders)
    for (const key of keysOfUnmerge(entry)) for (const { profileId } of entry.separations) note(key, profileId);

  const holders = lastHolders([
    ...people,
    ...others.map((other) => ({ profileId: other.profile.profileId, entries: ownedOf(other.entries) })),
  ]);
  const after = new Map<IdentifierKey, IdentityRecord | null>();
  for (const [key, mine] of names) {
    if (parseIdentifierKey(key).namespace === "profile_id") continue;
    const record = identities.get(key);
    if (record === undefined) throw new TypeError(`the order lacks the identity ${key}, which an entry names`);
    const theirs = record.namedBy.filter((id) => !own.has(id));
    const profileId = own.has(record.profileId) ? (holders.get(key)?.profileId ?? "") : record.profileId;
    after.set(key, identityRecord(profileId, [...theirs, ...mine]));
  }
  for (const person of people)
    for (const id of [person.profileId, ...person.ids])
      after.set(profileIdKey(id), { profileId: person.profileId, namedBy: [] });
  return after;
}

/** For each identifier the last of these people's entries that brought it to them. */
function lastHolders(
  people: ReadonlyArray<{ profileId: string; entries: readonly OwnedEntry[] }>,
): Map<IdentifierKey, { offset: Offset; profileId: string }> {
  const holders = new Map<IdentifierKey, { offset: Offset; profileId: string }>();
  for (const { profileId, entries } of people) {
    for (const entry of entries) {
      for (const key of joinedOf(entry).map(identifierKey)) {
        if ((holders.get(key)?.offset ?? 0) < entry.offset) holders.set(key, { offset: entry.offset, profileId });
      }
    }
  }
  return holders;
}
