import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import type { FoundMemberships } from "@attune/model/segment";
import type { WriteSet } from "@attune/model/write-set";
import { type AgedCache, createAgedCache } from "./aged-cache.ts";

/** What is kept of a person beside the profile. */
export interface BesideProfile {
  memberships: FoundMemberships | undefined;
  scores: Scores;
}

/** What this node knows of people without asking. Null: known not to be there. */
export interface PersonCache {
  profiles: AgedCache<Profile | null>;
  identities: AgedCache<IdentityRecord | null>;
  beside: AgedCache<BesideProfile>;
  /** This node brought these into Redis. */
  applied(writes: WriteSet): void;
  clear(): void;
}

/** What of a person's profile and of an identity take encoded, about: what a write set holds is not measured again. */
const profileBytes = 2_500;
const identityBytes = 150;

/** @param limitBytes of encoded values: about a third of the heap that they take */
export function createPersonCache(limitBytes: number, now: () => number = () => performance.now()): PersonCache {
  const profiles = createAgedCache<Profile | null>(limitBytes * 0.6, now);
  const identities = createAgedCache<IdentityRecord | null>(limitBytes * 0.2, now);
  const beside = createAgedCache<BesideProfile>(limitBytes * 0.2, now);
  return {
    profiles,
    identities,
    beside,
    applied(writes) {
      for (const [profileId, profile] of writes.profiles) {
        profiles.written(profileId, profile, profile === null ? 0 : profileBytes);
        if (profile === null) beside.forget(profileId);
      }
      for (const [key, record] of writes.identities) identities.written(key as IdentifierKey, record, identityBytes);
    },
    clear() {
      profiles.clear();
      identities.clear();
      beside.clear();
    },
  };
}
