import { businessDay } from "@attune/math/business-day";
import type { Event } from "@attune/model/event";
import {
  type Identifier,
  type IdentifierKey,
  type IdentityRecord,
  identifierKey,
  parseIdentifierKey,
} from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { WriteSet } from "@attune/model/write-set";
import { foldOwned } from "./fold-owned.ts";
import { profileIdKey } from "./join-profiles.ts";
import { identityRecord } from "./named-by.ts";
import { isOwned, type OwnedEntry } from "./owned-entry.ts";
import { keysOf } from "./partition-entries.ts";
import { idsOf, type ProfileWithLog } from "./profile-with-log.ts";
import { createScrub, isDistinctive } from "./scrub.ts";
import { addSeparations, keysOfUnmerge, nobody } from "./separations.ts";

export interface ErasureOrder extends ProfileWithLog {
  /** Every other profile that `erasureReaches` names. */
  others: readonly ProfileWithLog[];
  /** The records of `keysNamedBy(entries)`, as far as they exist; where they are `shared`, with every name all the same. */
  identities: ReadonlyMap<IdentifierKey, IdentityRecord>;
  nextOffset: Offset;
  at: number;
  by: string;
}

/**
 * Forgets a person. What they own becomes tombstones in place; profile, identities and old ids go; where another person's entries name
 * one of their identifiers (a shared browser), it is taken out, and that person is folded anew from what is left. The order itself is
 * kept with profile ids only.
 */
export function erase(order: ErasureOrder, timeZone: string): { writes: WriteSet; profileIds: string[] } {
  const { profile, identities, nextOffset, at, by } = order;
  const profileIds = idsOf(profile);
  const erased = erasedKeys(order);
  const strip = createStrip(erased, new Set(profileIds));
  const stripped = order.others.map((other) => ({ profile: other.profile, entries: other.entries.map(strip) }));

  const profiles = new Map<string, Profile | null>([[profile.profileId, null]]);
  const rewritten = new Map<Offset, LogEntry>();
  for (const [index, { profile: other, entries }] of stripped.entries()) {
    const before = order.others[index]!.entries;
    if (entries.every((entry, i) => entry === before[i])) continue;
    for (const [i, entry] of entries.entries()) if (entry !== before[i]) rewritten.set(entry.offset, entry);
    profiles.set(other.profileId, refolded(other, entries, erased, timeZone));
  }
  for (const entry of order.entries) rewritten.set(entry.offset, tombstoneOf(entry, strip, timeZone));

  const identitiesAfter = new Map<IdentifierKey, IdentityRecord | null>();
  for (const id of profileIds) identitiesAfter.set(profileIdKey(id), null);
  for (const [key, record] of identities) {
    if (parseIdentifierKey(key).namespace === "profile_id") continue;
    if (erased.has(key)) identitiesAfter.set(key, null);
    else if (record.namedBy.some((id) => profileIds.includes(id)))
      identitiesAfter.set(
        key,
        identityRecord(
          record.profileId,
          record.namedBy.filter((id) => !profileIds.includes(id)),
        ),
      );
  }
  for (const { profile: other, entries } of stripped) keepOwnIds(other, entries, identitiesAfter);

  const writes: WriteSet = {
    entries: [{ kind: "erasure", offset: nextOffset, profileId: profile.profileId, profileIds, at, by }],
    rewritten: [...rewritten.values()],
    profiles,
    derivable: new Set(),
    identities: identitiesAfter,
    seen: new Map(),
    quarantined: [],
    released: [],
  };
  return { writes, profileIds };
}

/** The ids of all profiles that an erasure reaches besides the person's own: some may have been absorbed since (`profile_id` finds whose they are). */
export function erasureReaches(profile: Profile, identities: ReadonlyMap<IdentifierKey, IdentityRecord>): Set<string> {
  const reached = new Set<string>();
  for (const [, record] of identities) for (const id of [...record.namedBy, record.profileId]) reached.add(id);
  for (const id of [...idsOf(profile), ""]) reached.delete(id);
  return reached;
}

/** The person's identifiers, and those that their entries name and nobody has. */
function erasedKeys({ profile, entries, identities }: ErasureOrder): Set<IdentifierKey> {
  const erased = new Set(profile.identities.map(identifierKey));
  for (const entry of entries) {
    if (!isOwned(entry)) continue;
    for (const key of keysOf(entry)) if (identities.get(key)?.profileId === "") erased.add(key);
  }
  return erased;
}

/** Takes identifiers out of an entry: as identifiers, and wherever their values are written. Returns the same entry where there are none. */
function createStrip(
  erased: ReadonlySet<IdentifierKey>,
  profileIds: ReadonlySet<string>,
): (entry: LogEntry) => LogEntry {
  const values = [...erased].map((key) => parseIdentifierKey(key).value);
  const scrub = createScrub(values);
  const scrubNames = createScrub(values.filter(isDistinctive));
  const isErased = (identifier: Identifier) => erased.has(identifierKey(identifier));

  function stripOwned(entry: OwnedEntry): OwnedEntry {
    const subject = entry.kind === "event" ? scrubEvent(entry.event, scrub, scrubNames) : entry.decision;
    const named = keysOf(entry).some((key) => erased.has(key));
    if (!named)
      return entry.kind === "event" && subject !== entry.event ? { ...entry, event: subject as Event } : entry;
    const owner = { namespace: "profile_id", value: entry.profileId };
    const identifiers = [owner, ...subject.identifiers.filter((identifier) => !isErased(identifier))];
    const apart = entry.apart?.filter((key) => !erased.has(key)) ?? [];
    const { apart: _, ...rest } = entry;
    const marks = apart.length === 0 ? {} : { apart };
    if (rest.kind === "decision") return { ...rest, ...marks, decision: { ...rest.decision, identifiers } };
    const { previous, ...event } = subject as Event;
    const kept = previous === undefined || isErased(previous) ? {} : { previous };
    return { ...rest, ...marks, event: { ...event, ...kept, identifiers } };
  }

  return (entry) => {
    if (isOwned(entry)) return stripOwned(entry);
    if (entry.kind === "merge" && isErased(entry.via))
      return { ...entry, via: { namespace: "profile_id", value: entry.from[0]! } };
    if (entry.kind !== "unmerge") return entry;
    const isNamed = [...keysOfUnmerge(entry)].some((key) => erased.has(key));
    const isHeld = [...entry.restored, ...entry.separations.map(({ profileId }) => profileId)].some((id) =>
      profileIds.has(id),
    );
    if (!isNamed && !isHeld) return entry;
    return {
      ...entry,
      split: entry.split.filter((identifier) => !isErased(identifier)),
      stay: entry.stay.filter((identifier) => !isErased(identifier)),
      restored: entry.restored.filter((id) => !profileIds.has(id)),
      separations: entry.separations
        .filter(({ profileId }) => !profileIds.has(profileId))
        .map((separation) => ({
          profileId: separation.profileId,
          mine: isErased(separation.mine) ? nobody : separation.mine,
          theirs: isErased(separation.theirs) ? nobody : separation.theirs,
        })),
    };
  };
}

type Scrub = <T extends JsonObject>(json: T) => T;

/** Of what an event is called and which products it names, only values that cannot stand there by chance are taken out. */
function scrubEvent(event: Event, scrub: Scrub, scrubNames: Scrub): Event {
  const { messageId, properties, traits, context, name, originalName = null, items, money = null } = event;
  const texts = { messageId, properties, traits, context };
  const names = { name, originalName, items, money } as unknown as JsonObject;
  const [cleanTexts, cleanNames] = [scrub(texts), scrubNames(names)];
  if (cleanTexts === texts && cleanNames === names) return event;
  const present = Object.entries(cleanNames).filter(([, value]) => value !== null);
  return { ...event, ...cleanTexts, ...Object.fromEntries(present) };
}

/** What another person is without the erased identifiers. */
function refolded(
  profile: Profile,
  entries: readonly LogEntry[],
  erased: ReadonlySet<IdentifierKey>,
  timeZone: string,
): Profile {
  const without = (identifier: Identifier) => (erased.has(identifierKey(identifier)) ? nobody : identifier);
  return {
    ...foldOwned(profile.profileId, entries.filter(isOwned), timeZone),
    merges: profile.merges.map((merge) =>
      erased.has(identifierKey(merge.via))
        ? { ...merge, via: { namespace: "profile_id", value: merge.profileId } }
        : merge,
    ),
    separations: addSeparations(
      [],
      profile.separations.map(({ mine, theirs, offset }) => ({ mine: without(mine), theirs: without(theirs), offset })),
    ),
  };
}

/** An entry that lost an identifier names its owner's id instead, which leads to whoever the owner is now. */
function keepOwnIds(
  profile: Profile,
  entries: readonly LogEntry[],
  after: Map<IdentifierKey, IdentityRecord | null>,
): void {
  for (const entry of entries) {
    if (!isOwned(entry)) continue;
    for (const key of keysOf(entry)) {
      if (parseIdentifierKey(key).namespace === "profile_id")
        after.set(key, { profileId: profile.profileId, namedBy: [] });
    }
  }
}

function tombstoneOf(entry: LogEntry, strip: (entry: LogEntry) => LogEntry, timeZone: string): LogEntry {
  const { offset } = entry;
  if (entry.kind === "event")
    return { kind: "tombstone", offset, day: businessDay(entry.event.at, timeZone), type: entry.event.type };
  if (entry.kind === "decision")
    return { kind: "tombstone", offset, day: businessDay(entry.decision.at, timeZone), type: "decision" };
  if (entry.kind === "merge") return { kind: "tombstone", offset, day: businessDay(entry.at, timeZone), type: "merge" };
  return strip(entry);
}
