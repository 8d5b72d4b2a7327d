import { businessDay } from "@attune/math/business-day";
import type { MergeRecord, Profile } from "@attune/model/profile";
import { mergeAssignments, mergeBucketing } from "./assignments.ts";
import { mergeCart } from "./cart.ts";
import { mergeCommerce } from "./commerce.ts";
import { mergeConsent } from "./consent.ts";
import { mergeCounters, withoutOldDays } from "./counters.ts";
import { mergeExposures } from "./exposures.ts";
import { mergeFirstTouch } from "./first-touch.ts";
import { mergeIdentities } from "./identities.ts";
import { mergeInteractions } from "./interactions.ts";
import { mergeCodes, mergeOffers } from "./offers.ts";
import { mergeDevices } from "./profile-state.ts";
import { mergeRecentEvents } from "./recent-events.ts";
import { mergeRefusedItems } from "./refused-items.ts";
import { addSeparations } from "./separations.ts";
import { mergeShowings } from "./showings.ts";
import { compareStamps } from "./stamp-order.ts";
import { mergeTraits } from "./traits.ts";

/**
 * Two profiles as one: the state that folding both their entries together gives. Commutative and associative; the id is that of the
 * older profile. The two must not own a common entry.
 */
export function mergeProfiles(a: Profile, b: Profile, timeZone: string): Profile {
  const lastSeenAt = Math.max(a.lastSeenAt, b.lastSeenAt);
  const assignments = mergeAssignments(a.assignments, b.assignments);
  const bucketing = mergeBucketing(a.bucketing, b.bucketing);
  const showings = mergeShowings(a.showings, b.showings);
  const offers = mergeOffers(a.offers, b.offers);
  const codes = mergeCodes(a.codes, b.codes);
  const refused = mergeRefusedItems(a.refused, b.refused);
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
    ...(assignments === undefined ? {} : { assignments }),
    ...(bucketing === undefined ? {} : { bucketing }),
    ...(showings === undefined ? {} : { showings }),
    ...(offers === undefined ? {} : { offers }),
    ...(codes === undefined ? {} : { codes }),
    ...(refused === undefined ? {} : { refused }),
    devices: mergeDevices(a.devices, b.devices),
    firstTouch: mergeFirstTouch(a.firstTouch, b.firstTouch),
    merges: mergeMerges(a.merges, b.merges),
    separations: addSeparations(a.separations, b.separations),
  };
}

/** The profile whose first entry came first; it keeps its id. */
export function isOlder(a: Profile, b: Profile): boolean {
  return a.createdOffset < b.createdOffset || (a.createdOffset === b.createdOffset && a.profileId <= b.profileId);
}

/** Ascending by stamp. */
export function mergeMerges(a: readonly MergeRecord[], b: readonly MergeRecord[]): MergeRecord[] {
  return [...a, ...b].sort(byStampAndProfile);
}

function byStampAndProfile(a: MergeRecord, b: MergeRecord): number {
  return compareStamps(a, b) || (a.profileId < b.profileId ? -1 : 1);
}
