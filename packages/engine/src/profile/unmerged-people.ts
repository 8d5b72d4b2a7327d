import { type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { FoldSettings } from "./fold-group.ts";
import { profileIdKey } from "./join-profiles.ts";
import { joinedOf, type OwnedEntry, subjectOf } from "./owned-entry.ts";
import { keysOf, type Side, sidesOf } from "./partition-entries.ts";
import { foundingIdentifier, profileIdAt, profileIdOf } from "./profile-id.ts";
import { idsOf, ownedOf } from "./profile-with-log.ts";
import type { UnmergeOrder } from "./unmerge-order.ts";

type MergeEntry = Extract<LogEntry, { kind: "merge" }>;

/** One of the two people, as the unmerge leaves them. */
export interface UnmergedPerson {
  side: Side;
  /** The id under which the person stands. */
  profileId: string;
  /** Of the ids that the merged profile had, those that are this person's. */
  ids: string[];
  /** As they are rewritten. */
  entries: OwnedEntry[];
  /** Merges within the person. */
  merges: MergeEntry[];
}

/** The people who own at least one entry: first who stays, then who leaves. */
export function unmergedPeople(
  order: UnmergeOrder,
  members: ReadonlySet<IdentifierKey>,
  leaving: ReadonlySet<IdentifierKey>,
  settings: FoldSettings,
): UnmergedPerson[] {
  const owned = ownedOf(order.entries);
  const sides = sidesOf(owned, members, leaving);
  const sideOfId = new Map<string, Side>();
  for (const entry of owned) if (!sideOfId.has(entry.profileId)) sideOfId.set(entry.profileId, sides.get(entry)!);

  const people: UnmergedPerson[] = [];
  for (const side of ["stays", "leaves"] as const) {
    const own = owned.filter((entry) => sides.get(entry) === side);
    if (own.length === 0) continue;
    const ids = [...sideOfId].filter(([, theirs]) => theirs === side).map(([id]) => id);
    const merges = mergesOf(order.entries).filter((merge) =>
      [merge.profileId, ...merge.from].every((id) => ids.includes(id)),
    );
    const absorbed = new Set(merges.flatMap((merge) => merge.from));
    const isTheirs = (key: IdentifierKey) => members.has(key) && leaving.has(key) === (side === "leaves");
    const profileId = ids.find((id) => !absorbed.has(id)) ?? foundedId(own, isTheirs, order, settings.salt);
    people.push({
      side,
      profileId,
      ids,
      entries: own.map((entry) =>
        given(entry, ids.includes(entry.profileId) ? entry.profileId : profileId, isTheirs, members),
      ),
      merges,
    });
  }
  return people;
}

/**
 * The id of a person whom none of the merged profile's ids belongs to: what their first entry with an identifier would have founded or,
 * where that is taken, one of its own. Nobody needs to foresee it: from now on the person is found by their identifiers.
 */
function foundedId(
  own: readonly OwnedEntry[],
  isTheirs: (key: IdentifierKey) => boolean,
  { profile, identities, nextOffset }: UnmergeOrder,
  salt: string,
): string {
  const theirs = own
    .map((entry) => joinedOf(entry).filter((identifier) => isTheirs(identifierKey(identifier))))
    .find((identifiers) => identifiers.length > 0);
  const founding = foundingIdentifier(theirs!)!;
  const taken = new Set([...idsOf(profile), ...(identities.get(identifierKey(founding))?.namedBy ?? [])]);
  const profileId = profileIdOf(salt, founding);
  const isTaken = taken.has(profileId) || identities.has(profileIdKey(profileId));
  return isTaken ? profileIdAt(salt, founding, nextOffset) : profileId;
}

/** The entry as its person's: the other side's identifiers stay apart. */
function given(
  entry: OwnedEntry,
  profileId: string,
  isTheirs: (key: IdentifierKey) => boolean,
  members: ReadonlySet<IdentifierKey>,
): OwnedEntry {
  const apart = keysOf(entry).filter((key) => entry.apart?.includes(key) || (members.has(key) && !isTheirs(key)));
  const { apart: _, ...rest } = profileId === entry.profileId ? entry : underOwnId(entry, profileId);
  return apart.length === 0 ? { ...rest, profileId } : { ...rest, profileId, apart };
}

/** What an erasure left in place of another person's identifier is the owner's id, whoever the owner is. */
function underOwnId(entry: OwnedEntry, profileId: string): OwnedEntry {
  const subject = subjectOf(entry);
  if (!subject.identifiers.some(({ namespace }) => namespace === "profile_id")) return entry;
  const identifiers = subject.identifiers.map((identifier) =>
    identifier.namespace === "profile_id" ? { namespace: "profile_id", value: profileId } : identifier,
  );
  return entry.kind === "event"
    ? { ...entry, event: { ...entry.event, identifiers } }
    : { ...entry, decision: { ...entry.decision, identifiers } };
}

export function mergesOf(entries: readonly LogEntry[]): MergeEntry[] {
  return entries.filter((entry) => entry.kind === "merge");
}
