import type { Profile, Stamp } from "./profile.ts";

/** Before every entry: a cart that was never cleared. */
const never: Stamp = { at: 0, offset: 0 };

/** A profile of no entries: the neutral element of `mergeProfiles`. */
export function emptyProfile(profileId: string): Profile {
  return {
    profileId,
    createdOffset: Number.MAX_SAFE_INTEGER,
    lastOffset: 0,
    firstSeenAt: Number.MAX_SAFE_INTEGER,
    lastSeenAt: 0,
    eventCount: 0,
    identities: [],
    traits: {},
    consent: {},
    counters: {},
    recentEvents: [],
    interactions: [],
    cart: { cleared: never, changes: [] },
    commerce: {
      orderCount: 0,
      refundCount: 0,
      grossMicros: 0,
      refundedMicros: 0,
      adjustedMicros: 0,
      firstOrderAt: null,
      lastOrderAt: null,
    },
    exposures: {},
    devices: {},
    firstTouch: null,
    merges: [],
    separations: [],
  };
}
