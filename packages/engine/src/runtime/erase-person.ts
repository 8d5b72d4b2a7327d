import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import type { Quarantine } from "../ports/quarantine.ts";
import type { Stores } from "../ports/stores.ts";
import { type ErasureOrder, erase, erasureReaches } from "../profile/erase.ts";
import { keysNamedBy } from "../profile/keys-named-by.ts";
import { entriesOf, profilesWithLog, wholeRecords } from "./people.ts";

export interface ErasureRequest {
  profile: Profile;
  at: number;
  by: string;
}

/**
 * Forgets a person in log, state and quarantine. Must run alone with the state (`Writer.exclusively`). Analytics follows by the
 * `erasure` entry; the freed bytes go with the next purge.
 */
export async function erasePerson(stores: Stores, { profile: asked, at, by }: ErasureRequest, timeZone: string) {
  const { state } = stores;
  const profile = await state.profile(asked.profileId);
  if (profile === undefined) throw new AttuneError("not-found", "the profile is gone; look the person up again");

  const entries = await entriesOf(stores, profile);
  const view = await state.load(keysNamedBy(entries), []);
  const identities = await wholeRecords(stores, view.identities);
  const others = await profilesWithLog(stores, erasureReaches(profile, identities));
  const order: ErasureOrder = { profile, entries, others, identities, nextOffset: view.nextOffset, at, by };
  const { writes, profileIds } = erase(order, timeZone);
  const values = new Set(profile.identities.map((identity) => identity.value));
  writes.released.push(...(await quarantinedMentions(stores.quarantine, values)));
  await state.commit(writes);
  return { profileIds, entries: entries.length };
}

const pageSize = 500;

/** Ids of quarantined events that name the person. Linear in the quarantine. */
async function quarantinedMentions(quarantine: Quarantine, values: ReadonlySet<string>): Promise<number[]> {
  const ids: number[] = [];
  let before: number | null = null;
  for (;;) {
    const page = await quarantine.list(before, pageSize);
    for (const { quarantineId, payload } of page) if (mentions(payload, values)) ids.push(quarantineId);
    if (page.length < pageSize) return ids;
    before = page.at(-1)!.quarantineId;
  }
}

/** Shorter identifiers count only where they stand alone: as part of a longer text they would be found everywhere. */
const tellingLength = 5;

function mentions(json: Json, values: ReadonlySet<string>): boolean {
  if (typeof json === "string") {
    if (values.has(json)) return true;
    for (const value of values) {
      if (value.length >= tellingLength && json.toLowerCase().includes(value.toLowerCase())) return true;
    }
    return false;
  }
  if (typeof json === "number") return values.has(String(json));
  if (typeof json !== "object" || json === null) return false;
  return (
    Object.values(json).some((inner) => mentions(inner, values)) || Object.keys(json).some((key) => values.has(key))
  );
}
