import { businessDay } from "@attune/math/business-day";
import { AttuneError } from "@attune/model/errors";
import {
  type Identifier,
  type IdentifierKey,
  type IdentityRecord,
  identifierKey,
  parseIdentifierKey,
} from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { MergeRecord, Profile } from "@attune/model/profile";
import type { WriteSet } from "@attune/model/write-set";
import type { ProfileWithLog } from "./erase.ts";
import type { FoldSettings } from "./fold-group.ts";
import { foldOwned } from "./fold-owned.ts";
import { profileIdKey } from "./join-profiles.ts";
import { keysNamedBy } from "./keys-named-by.ts";
import { mergeMerges } from "./merge-profiles.ts";
import { identityRecord } from "./named-by.ts";
import { isOwned, joinedOf, type OwnedEntry, subjectOf } from "./owned-entry.ts";
import { keysOf, leavingIdentifiers, type Side, sidesOf } from "./partition-entries.ts";
import { foundingIdentifier, freeProfileId, profileIdOf } from "./profile-id.ts";
import { addSeparations, keysOfUnmerge, separationsOf } from "./separations.ts";
import { strongestFirst } from "./strongest-first.ts";

type MergeEntry = Extract<LogEntry, { kind: "merge" }>;
type UnmergeEntry = Extract<LogEntry, { kind: "unmerge" }>;

export interface UnmergeOrder {
  profile: Profile;
  /**
   * Every event and decision that the profile owns, under its own id and those it absorbed, and the entries at `merges[].offset` and
   * `separations[].offset`.
   */
  entries: readonly LogEntry[];
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

/** One of the two people, as the unmerge leaves them. */
interface Person {
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
  const people = peopleOf(order, members, leaving, settings);
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
    identities: identitiesAfter(order, people, orders),
    seen: new Map(),
    quarantined: [],
    released: [],
  };
  return { writes, restored: entry.restored };
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

function requireSplit(
  { profile, entries, split }: UnmergeOrder,
  members: ReadonlySet<IdentifierKey>,
): Set<IdentifierKey> {
  const named = new Set(split.map(identifierKey));
  for (const key of named) {
    if (!members.has(key))
      throw new AttuneError("bad-request", `the profile has no identifier ${key}`, { path: "split" });
  }
  if (named.size === 0)
    throw new AttuneError("bad-request", "name at least one identifier to split off", { path: "split" });
  if (named.size === members.size)
    throw new AttuneError("bad-request", `profile ${profile.profileId} would keep no identifier`, { path: "split" });
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
function partings(profile: Profile, people: readonly Person[], leaving: ReadonlySet<IdentifierKey>) {
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
  people: readonly Person[],
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

/** The people who own at least one entry: first who stays, then who leaves. */
function peopleOf(
  order: UnmergeOrder,
  members: ReadonlySet<IdentifierKey>,
  leaving: ReadonlySet<IdentifierKey>,
  settings: FoldSettings,
): Person[] {
  const owned = ownedOf(order.entries);
  const sides = sidesOf(owned, members, leaving);
  const sideOfId = new Map<string, Side>();
  for (const entry of owned) if (!sideOfId.has(entry.profileId)) sideOfId.set(entry.profileId, sides.get(entry)!);

  const people: Person[] = [];
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

/** The id of a person whom none of the merged profile's ids belongs to: what their first entry with an identifier would have founded. */
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
  return freeProfileId(salt, founding, nextOffset, (id) => taken.has(id) || identities.has(profileIdKey(id)));
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

/** Joins again those of a person's ids that only the other side had held together; written before the unmerge itself. */
function rejoinEntries(people: readonly Person[], { nextOffset, at }: UnmergeOrder): MergeEntry[] {
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
function looseIds({ profileId, ids, merges }: Person): string[] {
  const joined = new Set([profileId]);
  for (const merge of merges.toReversed()) if (joined.has(merge.profileId)) for (const id of merge.from) joined.add(id);
  return ids.filter((id) => !joined.has(id));
}

/** Whose every id is. One without an entry goes with those who stay. */
function peopleById(profile: Profile, people: readonly Person[]): UnmergeEntry["people"] {
  const ids = new Set([...idsOf(profile), ...people.map((person) => person.profileId)]);
  return [...ids].map((profileId) => {
    const person = people.find((one) => one.profileId === profileId || one.ids.includes(profileId)) ?? people[0]!;
    return { profileId, personId: person.profileId };
  });
}

function restore(
  person: Person,
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
function mergeRecordsOf(person: Person, { merges }: Profile, rejoins: readonly MergeEntry[]): MergeRecord[] {
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
function rewrittenEntries(entries: readonly LogEntry[], people: readonly Person[], timeZone: string): LogEntry[] {
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

/** An identifier is whose the last entry is that brought it to someone; nobody's where no entry is left that did. */
function identitiesAfter(
  { profile, identities, others }: UnmergeOrder,
  people: readonly Person[],
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

function idsOf(profile: Profile): string[] {
  return [profile.profileId, ...profile.merges.map((merge) => merge.profileId)];
}

function ownedOf(entries: readonly LogEntry[]): OwnedEntry[] {
  return entries.filter(isOwned).sort((a, b) => a.offset - b.offset);
}

function mergesOf(entries: readonly LogEntry[]): MergeEntry[] {
  return entries.filter((entry) => entry.kind === "merge");
}
