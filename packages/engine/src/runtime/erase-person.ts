import { AttuneError } from "@attune/model/errors";
import type { Profile } from "@attune/model/profile";
import type { Stores } from "../ports/stores.ts";
import { anonymise } from "../profile/anonymise.ts";
import { type ErasureOrder, erase, erasureReaches } from "../profile/erase.ts";
import { keysNamedBy } from "../profile/keys-named-by.ts";
import { forgetQuarantined } from "./forget-quarantined.ts";
import { entriesOf, profilesWithLog, wholeRecords } from "./people.ts";

export interface ErasureRequest {
  profile: Profile;
  at: number;
  by: string;
  /** The id under which their nameless entries are kept, so that counts stay. Absent: nothing is kept. */
  heir?: string;
}

/**
 * Forgets a person in log, state and quarantine. Must run alone with the state (`Writer.exclusively`). Analytics follows by the
 * `erasure` entry; the freed bytes go with the next purge.
 */
export async function erasePerson(stores: Stores, { profile: asked, at, by, heir }: ErasureRequest, timeZone: string) {
  const { state } = stores;
  const profile = await state.profile(asked.profileId);
  if (profile === undefined) throw new AttuneError("not-found", "the profile is gone; look the person up again");

  const entries = await entriesOf(stores, profile);
  const view = await state.load(keysNamedBy(entries), []);
  const identities = await wholeRecords(stores, view.identities);
  const others = await profilesWithLog(stores, erasureReaches(profile, identities));
  const order: ErasureOrder = { profile, entries, others, identities, nextOffset: view.nextOffset, at, by };
  const { writes, profileIds } = heir === undefined ? erase(order, timeZone) : anonymise(order, heir, timeZone);
  const forgotten = await forgetQuarantined(stores.quarantine, profile.identities, view.nextQuarantineId);
  // First: after a crash in between, the order is given again, and finds the person.
  await stores.journeys.forget(new Set(profileIds));
  await state.commit({ ...writes, ...forgotten });
  return { profileIds, entries: entries.length };
}
