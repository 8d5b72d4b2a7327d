import { type Identifier, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { Stores } from "../ports/stores.ts";

/** Every profile id under which a person's log entries are kept: the profile's own, and those it has absorbed. */
export function ownedIds(profile: Profile): string[] {
  return [profile.profileId, ...profile.merges.map((merge) => merge.profileId)];
}

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

/** Offsets of everything a person owns, ascending. */
export async function ownedOffsets({ log }: Stores, profile: Profile): Promise<Offset[]> {
  const lists = await Promise.all(ownedIds(profile).map((profileId) => log.offsetsOf(profileId)));
  return lists.flat().sort((a, b) => a - b);
}
