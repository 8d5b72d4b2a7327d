import { businessDay } from "@attune/math/business-day";
import { AttuneError } from "@attune/model/errors";
import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { MergeRecord, Profile } from "@attune/model/profile";
import type { WriteSet } from "@attune/model/write-set";
import type { FoldSettings } from "./fold-group.ts";
import { foldOwned } from "./fold-owned.ts";
import { identitiesAfterUnmerge } from "./identities-after-unmerge.ts";
import { mergeMerges } from "./merge-profiles.ts";
import type { OwnedEntry } from "./owned-entry.ts";
import { leavingIdentifiers } from "./partition-entries.ts";
import { idsOf, ownedOf } from "./profile-with-log.ts";
import { addSeparations, separationsOf } from "./separations.ts";
import { strongestFirst } from "./strongest-first.ts";
import type { UnmergeOrder } from "./unmerge-order.ts";
import { mergesOf, type UnmergedPerson, unmergedPeople } from "./unmerged-people.ts";

type MergeEntry = Extract<LogEntry, { kind: "merge" }>;
type UnmergeEntry = Extract<LogEntry, { kind: "unmerge" }>;

/**
 * Takes a merged profile apart: every entry goes to the person it is about, and each person's state is folded anew from their own
 * entries, so both are what they would have been had they never met. Entries that name both people go to the side of the user id and
 * keep the other side's identifiers apart.
 *
 * Throws `bad-request` where `split` names an identifier that is not the profile's, or all that it has.
 */
export function unmerge(order: UnmergeOrder, settings: FoldSettings): { writes: WriteSet; restored: string[] } {
  const { profile, at, by } = order;
  const members = new Set(profile.identities.map(identifierKey));
  const leaving = requireSplit(order, members);
  const people = unmergedPeople(order, members, leaving, settings);
  const held = heldIdentifiers(order);
  const rejoins = rejoinEntries(people, order);
  const offset = order.nextOffset + rejoins.length;
  const entry: UnmergeEntry = {
    kind: "unmerge",
    offset,
    profileId: profile.profileId,
    split: held.filter((identifier) => leaving.has(identifierKey(identifier))),
    stay: held.filter((identifier) => !leaving.has(identifierKey(identifier))),
    separations: partings(profile, people, leaving),
    restored: people.map((person) => person.profileId),
    people: peopleById(profile, people),
    at,
    by,
  };

  const orders = [...earlierOrders(order, people, leaving), entry];

  const profiles = new Map<string, Profile | null>([[profile.profileId, null]]);
  for (const person of people)
    profiles.set(person.profileId, restore(person, order, orders, rejoins, settings.timeZone));
  const writes: WriteSet = {
    entries: [...rejoins, entry],
    rewritten: [...rewrittenEntries(order.entries, people, settings.timeZone), ...orders.slice(0, -1)],
    profiles,
    derivable: new Set(),
    identities: identitiesAfterUnmerge(order, people, orders),
    seen: new Map(),
    quarantined: [],
    released: [],
  };
  return { writes, restored: entry.restored };
}

function requireSplit(
  { profile, entries, split }: UnmergeOrder,
  members: ReadonlySet<IdentifierKey>,
): Set<IdentifierKey> {
  const named = new Set(split.map(identifierKey));
  for (const key of named) {
    if (!members.has(key))
      throw new AttuneError("bad-request", `the profile has no identifier ${key}`, { path: "identifiers" });
  }
  if (named.size === 0)
    throw new AttuneError("bad-request", "name at least one identifier to split off", { path: "identifiers" });
  if (named.size === members.size)
    throw new AttuneError("bad-request", `profile ${profile.profileId} would keep no identifier`, {
      path: "identifiers",
    });
  return leavingIdentifiers(ownedOf(entries), members, named);
}

/** The profile's identifiers, strongest first, without those that another person has taken over: those are no matter of this order. */
function heldIdentifiers({ profile, identities }: UnmergeOrder): Identifier[] {
  const held = profile.identities.filter(
    (link) => identities.get(identifierKey(link))?.profileId === profile.profileId,
  );
  return strongestFirst(held).map(({ namespace, value }) => ({ namespace, value }));
}

/** Each identifier that leaves is another person's than the strongest that stays. */
function partings(profile: Profile, people: readonly UnmergedPerson[], leaving: ReadonlySet<IdentifierKey>) {
  const identifiers = strongestFirst(profile.identities).map(({ namespace, value }) => ({ namespace, value }));
  const stayed = identifiers.find((identifier) => !leaving.has(identifierKey(identifier)))!;
  const left = identifiers.filter((identifier) => leaving.has(identifierKey(identifier)));
  return people.flatMap(({ profileId, side }) =>
    left.map((theirs) =>
      side === "stays" ? { profileId, mine: stayed, theirs } : { profileId, mine: theirs, theirs: stayed },
    ),
  );
}

/** Unmerges of before: what they put down on the merged profile is now for the one of the two who has the identifier. */
function earlierOrders(
  order: UnmergeOrder,
  people: readonly UnmergedPerson[],
  leaving: ReadonlySet<IdentifierKey>,
): UnmergeEntry[] {
  const own = new Set(idsOf(order.profile));
  const holder = (mine: Identifier) => {
    const side = leaving.has(identifierKey(mine)) ? "leaves" : "stays";
    return (people.find((person) => person.side === side) ?? people[0]!).profileId;
  };
  return order.entries
    .filter((entry) => entry.kind === "unmerge")
    .map((entry) => ({
      ...entry,
      separations: entry.separations.map((separation) =>
        own.has(separation.profileId) ? { ...separation, profileId: holder(separation.mine) } : separation,
      ),
    }));
}

/** Joins again those of a person's ids that only the other side had held together; written before the unmerge itself. */
function rejoinEntries(people: readonly UnmergedPerson[], { nextOffset, at }: UnmergeOrder): MergeEntry[] {
  return people
    .map((person) => ({ person, from: looseIds(person) }))
    .filter(({ from }) => from.length > 0)
    .map(({ person: { profileId }, from }, index) => ({
      kind: "merge",
      offset: nextOffset + index,
      profileId,
      from,
      via: { namespace: "profile_id", value: profileId },
      at,
    }));
}

/** The ids that no merge which holds leads to the person. */
function looseIds({ profileId, ids, merges }: UnmergedPerson): string[] {
  const joined = new Set([profileId]);
  for (const merge of merges.toReversed()) if (joined.has(merge.profileId)) for (const id of merge.from) joined.add(id);
  return ids.filter((id) => !joined.has(id));
}

/** Whose every id is. One without an entry goes with those who stay. */
function peopleById(profile: Profile, people: readonly UnmergedPerson[]): UnmergeEntry["people"] {
  const ids = new Set([...idsOf(profile), ...people.map((person) => person.profileId)]);
  return [...ids].map((profileId) => {
    const person = people.find((one) => one.profileId === profileId || one.ids.includes(profileId)) ?? people[0]!;
    return { profileId, personId: person.profileId };
  });
}

function restore(
  person: UnmergedPerson,
  { profile }: UnmergeOrder,
  orders: readonly UnmergeEntry[],
  rejoins: readonly MergeEntry[],
  timeZone: string,
): Profile {
  return {
    ...foldOwned(person.profileId, person.entries, timeZone),
    merges: mergeRecordsOf(person, profile, rejoins),
    separations: addSeparations(
      [],
      orders.flatMap((entry) => separationsOf(entry, person.profileId)),
    ),
  };
}

/** The records of merges that still hold; an id whose merge was taken back is joined anew by the entry after the unmerge. */
function mergeRecordsOf(person: UnmergedPerson, { merges }: Profile, rejoins: readonly MergeEntry[]): MergeRecord[] {
  const kept = new Set(person.merges.map((merge) => merge.offset));
  const records = merges.filter((record) => kept.has(record.offset));
  const rejoin = rejoins.find((merge) => merge.profileId === person.profileId);
  if (rejoin === undefined) return records;
  const joined = new Set(records.map((record) => record.profileId));
  const anew = rejoin.from.filter((id) => !joined.has(id));
  const { via, at, offset } = rejoin;
  return mergeMerges(
    records,
    anew.map((profileId) => ({ profileId, via, at, offset })),
  );
}

/** Entries that changed hands, and the merges between the two people, of which only a tombstone stays. */
function rewrittenEntries(
  entries: readonly LogEntry[],
  people: readonly UnmergedPerson[],
  timeZone: string,
): LogEntry[] {
  const before = new Map(entries.map((entry) => [entry.offset, entry]));
  const rewritten: LogEntry[] = people
    .flatMap((person) => person.entries)
    .filter((entry) => {
      const old = before.get(entry.offset) as OwnedEntry;
      return old.profileId !== entry.profileId || old.apart?.length !== entry.apart?.length;
    });
  const kept = new Set(people.flatMap((person) => person.merges.map((merge) => merge.offset)));
  for (const merge of mergesOf(entries)) {
    if (kept.has(merge.offset)) continue;
    rewritten.push({ kind: "tombstone", offset: merge.offset, day: businessDay(merge.at, timeZone), type: "merge" });
  }
  return rewritten;
}
