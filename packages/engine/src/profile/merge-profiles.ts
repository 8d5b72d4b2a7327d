import { businessDay } from "@attune/math/business-day";
import { identifierKey } from "@attune/model/identity";
import type { MergeRecord, Profile, Separation } from "@attune/model/profile";
import { mergeCart } from "./cart.ts";
import { mergeCommerce } from "./commerce.ts";
import { mergeConsent } from "./consent.ts";
import { mergeCounters, withoutOldDays } from "./counters.ts";
import { mergeExposures } from "./exposures.ts";
import { mergeFirstTouch } from "./first-touch.ts";
import { mergeIdentities } from "./identities.ts";
import { mergeInteractions } from "./interactions.ts";
import { mergeDevices } from "./profile-state.ts";
import { mergeRecentEvents } from "./recent-events.ts";
import { compareStamps } from "./stamp-order.ts";
import { mergeTraits } from "./traits.ts";

/**
 * Two profiles as one: the state that folding both their entries together gives. Commutative and associative; the id is that of the
 * older profile. The two must not own a common entry.
 */
export function mergeProfiles(a: Profile, b: Profile, timeZone: string): Profile {
  const lastSeenAt = Math.max(a.lastSeenAt, b.lastSeenAt);
  return {
    profileId: isOlder(a, b) ? a.profileId : b.profileId,
    createdOffset: Math.min(a.createdOffset, b.createdOffset),
    lastOffset: Math.max(a.lastOffset, b.lastOffset),
    firstSeenAt: Math.min(a.firstSeenAt, b.firstSeenAt),
    lastSeenAt,
    eventCount: a.eventCount + b.eventCount,
    identities: mergeIdentities(a.identities, b.identities),
    traits: mergeTraits(a.traits, b.traits),
    consent: mergeConsent(a.consent, b.consent),
    counters: withoutOldDays(mergeCounters(a.counters, b.counters), businessDay(lastSeenAt, timeZone)),
    recentEvents: mergeRecentEvents(a.recentEvents, b.recentEvents),
    interactions: mergeInteractions(a.interactions, b.interactions),
    cart: mergeCart(a.cart, b.cart),
    commerce: mergeCommerce(a.commerce, b.commerce),
    exposures: mergeExposures(a.exposures, b.exposures),
    devices: mergeDevices(a.devices, b.devices),
    firstTouch: mergeFirstTouch(a.firstTouch, b.firstTouch),
    merges: [...a.merges, ...b.merges].sort(byStampAndProfile),
    separations: mergeSeparations(a.separations, b.separations),
  };
}

/** The profile whose first entry came first; it keeps its id. */
export function isOlder(a: Profile, b: Profile): boolean {
  return a.createdOffset < b.createdOffset || (a.createdOffset === b.createdOffset && a.profileId <= b.profileId);
}

export function mergeSeparations(a: readonly Separation[], b: readonly Separation[]): Separation[] {
  const all = new Map([...a, ...b].map((separation) => [separationKey(separation), separation]));
  return [...all].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, separation]) => separation);
}

function separationKey({ mine, theirs, offset }: Separation): string {
  return `${identifierKey(mine)}\u0000${identifierKey(theirs)}\u0000${offset}`;
}

function byStampAndProfile(a: MergeRecord, b: MergeRecord): number {
  return compareStamps(a, b) || (a.profileId < b.profileId ? -1 : 1);
}
