import { grantOf, offerStanding } from "@attune/engine/decide/offer-standing";
import type { Offer } from "@attune/model/offer";
import type { Interaction, InteractionKind, Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import { unitsOf } from "../report/money-units.ts";

/** How much one touch says about taste, and how fast it fades: half of it is left after this time. */
const weights: Record<InteractionKind, number> = { view: 1, wishlist: 3, cart: 3, purchase: 5 };
const halfLifeMs = 30 * 24 * 3_600_000;
const keptShares = 10;

/**
 * A profile as people and programs read it: times in ISO 8601, money in units of the reporting currency.
 *
 * @param leansBy the touches that say what the person leans to.
 */
export function profileView(
  profile: Profile,
  scores: Scores,
  offers: readonly Offer[],
  now: number,
  leansBy: readonly Interaction[] = profile.interactions,
): object {
  const { commerce } = profile;
  return {
    profileId: profile.profileId,
    identities: profile.identities.map(({ namespace, value, first, last }) => ({
      namespace,
      value,
      first: isoTime(first.at),
      last: isoTime(last.at),
    })),
    traits: valuesOf(profile.traits),
    consent: valuesOf(profile.consent),
    firstSeenAt: isoTime(profile.firstSeenAt),
    lastSeenAt: isoTime(profile.lastSeenAt),
    eventCount: profile.eventCount,
    commerce: {
      orderCount: commerce.orderCount,
      refundCount: commerce.refundCount,
      gross: unitsOf(BigInt(commerce.grossMicros)),
      refunded: unitsOf(BigInt(commerce.refundedMicros)),
      adjusted: unitsOf(BigInt(commerce.adjustedMicros)),
      firstOrderAt: commerce.firstOrderAt === null ? null : isoTime(commerce.firstOrderAt),
      lastOrderAt: commerce.lastOrderAt === null ? null : isoTime(commerce.lastOrderAt),
    },
    devices: profile.devices,
    cart: cartOf(profile),
    affinities: {
      categories: shares(leansBy, "category", now),
      brands: shares(leansBy, "brand", now),
    },
    scores: Object.entries(scores)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { value, modelVersion, computedAt }]) => ({
        name,
        value,
        modelVersion,
        computedAt: isoTime(computedAt),
        ageMs: now - computedAt,
      })),
    exposures: Object.values(profile.exposures).map(({ tacticId, arm, variantId, count, crossover, first, last }) => ({
      tacticId,
      arm,
      variantId,
      count,
      crossover,
      firstAt: isoTime(first.at),
      lastAt: isoTime(last.at),
    })),
    offers: offers.flatMap((offer) => standingOf(offer, profile, now)),
    merges: profile.merges.map(({ profileId, via, at }) => ({ profileId, via, at: isoTime(at) })),
    recentEvents: [...profile.recentEvents]
      .reverse()
      .map(({ name, itemId, at }) => ({ name, at: isoTime(at), ...(itemId === undefined ? {} : { itemId }) })),
  };
}

export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function valuesOf<T>(stamped: Record<string, { value: T }>): Record<string, T> {
  return Object.fromEntries(Object.entries(stamped).map(([key, { value }]) => [key, value]));
}

/** What lies in the cart: its changes (which are those since it was last emptied), added up per item. */
function cartOf({ cart }: Profile): Array<{ itemId: string; quantity: number }> {
  const quantities = new Map<string, number>();
  for (const { itemId, quantity } of cart.changes) quantities.set(itemId, (quantities.get(itemId) ?? 0) + quantity);
  return [...quantities].filter(([, quantity]) => quantity > 0).map(([itemId, quantity]) => ({ itemId, quantity }));
}

/** Shares of a person's faded interest by category or brand, greatest first, ties by name; they add up to 1 over all values. */
function shares(interactions: readonly Interaction[], by: "category" | "brand", now: number) {
  const interest = new Map<string, number>();
  for (const interaction of interactions) {
    const value = interaction[by];
    if (value === undefined) continue;
    const faded = weights[interaction.kind] * 0.5 ** (Math.max(0, now - interaction.at) / halfLifeMs);
    interest.set(value, (interest.get(value) ?? 0) + faded);
  }
  const total = [...interest.values()].reduce((sum, part) => sum + part, 0);
  return [...interest]
    .map(([value, part]) => ({ value, share: part / total }))
    .sort((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1))
    .slice(0, keptShares);
}

/** What holds of an offer for this person in every channel; nothing where it was never given. */
function standingOf(offer: Offer, profile: Profile, now: number): object[] {
  const standing = offerStanding(offer, profile, [], now);
  const given = grantOf(offer.offerId, profile)?.given ?? null;
  if (standing === null || given === null) return [];
  const { givenAt, endsAt, ...rest } = standing;
  return [{ ...rest, name: offer.name, givenAt: isoTime(givenAt), endsAt: isoTime(endsAt) }];
}
