import { type Identifier, type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { Stores } from "../ports/stores.ts";
import { namesIn } from "../profile/named-by.ts";
import { idsOf, type ProfileWithLog } from "../profile/profile-with-log.ts";
import { logPages } from "./log-pages.ts";

/** The profile that an identifier leads to; `profile_id` finds living profiles and absorbed ones alike. */
export async function findPerson({ state }: Stores, identifier: Identifier): Promise<Profile | undefined> {
  const direct = identifier.namespace === "profile_id" ? await state.profile(identifier.value) : undefined;
  return direct ?? state.find([identifierKey(identifier)]);
}

/** A person's events and decisions with offset < `before` (null: all), newest first, at most `limit`. */
export async function timelineOf(
  stores: Stores,
  profile: Profile,
  before: Offset | null,
  limit: number,
): Promise<LogEntry[]> {
  const offsets = await ownedOffsets(stores, profile);
  const wanted = before === null ? offsets : offsets.filter((offset) => offset < before);
  return stores.log.at(wanted.slice(-limit).reverse());
}

/** What the log holds of a person: all that they own, and the merges and unmerges of their profile. */
export async function entriesOf(stores: Stores, profile: Profile): Promise<LogEntry[]> {
  const orders = [...profile.merges, ...profile.separations].map(({ offset }) => offset);
  const offsets = new Set([...(await ownedOffsets(stores, profile)), ...orders]);
  return stores.log.at([...offsets].sort((a, b) => a - b));
}

/** Offsets of the events and decisions that a person owns, under their profile's id and those it absorbed, ascending. */
async function ownedOffsets({ log }: Stores, profile: Profile): Promise<Offset[]> {
  const lists = await Promise.all([...new Set(idsOf(profile))].map((profileId) => log.offsetsOf(profileId)));
  return lists.flat().sort((a, b) => a - b);
}

const scanEntries = 5_000;

/**
 * The records with the full list of who names them, also where the state keeps none (`shared`). Then, and only then, it reads the whole
 * log once.
 */
export async function wholeRecords(
  { log }: Stores,
  records: ReadonlyMap<IdentifierKey, IdentityRecord>,
): Promise<Map<IdentifierKey, IdentityRecord>> {
  const whole = new Map(records);
  const shared = new Map([...records].filter(([, record]) => record.shared).map(([key]) => [key, new Set<string>()]));
  if (shared.size === 0) return whole;
  const keys = new Set(shared.keys());
  const all = { after: 0, upTo: await log.head(), entriesAtOnce: scanEntries };
  for await (const entries of logPages(log, all)) {
    for (const [key, names] of namesIn(entries, keys)) for (const name of names) shared.get(key)!.add(name);
  }
  for (const [key, names] of shared) whole.set(key, { ...whole.get(key)!, namedBy: [...names] });
  return whole;
}

/** The profiles that these ids belong to now, each once, with what the log holds of them. */
export async function profilesWithLog(stores: Stores, profileIds: Iterable<string>): Promise<ProfileWithLog[]> {
  const found = new Map<string, Profile>();
  for (const value of profileIds) {
    const profile = await findPerson(stores, { namespace: "profile_id", value });
    if (profile !== undefined) found.set(profile.profileId, profile);
  }
  const reached: ProfileWithLog[] = [];
  for (const profile of found.values()) reached.push({ profile, entries: await entriesOf(stores, profile) });
  return reached;
}
