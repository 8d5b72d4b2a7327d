import { type Identifier, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { Stores } from "../ports/stores.ts";

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
  const ids = new Set([profile.profileId, ...profile.merges.map((merge) => merge.profileId)]);
  const lists = await Promise.all([...ids].map((profileId) => log.offsetsOf(profileId)));
  return lists.flat().sort((a, b) => a - b);
}
