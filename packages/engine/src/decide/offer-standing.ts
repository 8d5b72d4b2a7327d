import { mostUsesKept, type Offer, type OfferStanding } from "@attune/model/offer";
import type { OfferGrant, Profile, Stamp } from "@attune/model/profile";

/**
 * What holds of an offer for one person now, whatever the channel: open from when it first came until it ends or as many orders as it allows one person
 * have named its code. Null where it never came. For who was held out it ends at the same time, so that both sides of a
 * comparison stay alike.
 *
 * @param reserved given and not in the profile yet.
 */
export function offerStanding(
  offer: Offer,
  profile: Profile | undefined,
  reserved: ReadonlyArray<{ offerId: string; at: number }>,
  now: number,
): OfferStanding | null {
  const { offerId, code, discount, validMs, perPerson = 1 } = offer;
  let givenAt = grantOf(offerId, profile)?.first.at ?? null;
  for (const one of reserved) if (one.offerId === offerId && (givenAt === null || one.at < givenAt)) givenAt = one.at;
  if (givenAt === null) return null;
  const endsAt = givenAt + validMs;
  const left = Math.max(0, perPerson - usesWithin(profile, code, givenAt, endsAt).length);
  const state = left === 0 ? "redeemed" : now < endsAt ? "open" : "expired";
  return { offerId, state, code, discount, givenAt, endsAt, ...(perPerson > 1 ? { redemptionsLeft: left } : {}) };
}

/**
 * Whether an order redeems what was promised: it names the code in time, and fewer orders than the offer allows did before. Of somebody with more uses than are
 * kept it is not known, and rather not.
 */
export function redeemsPromise(offer: Offer, profile: Profile | undefined, order: Stamp): boolean {
  const given = grantOf(offer.offerId, profile)?.given;
  if (given == null) return false;
  const uses = usesWithin(profile, offer.code, given.at, given.at + offer.validMs);
  if (uses.length >= mostUsesKept) return false;
  const place = uses.findIndex(({ offset }) => offset === order.offset);
  return place >= 0 && place < (offer.perPerson ?? 1);
}

export function grantOf(offerId: string, profile: Profile | undefined): OfferGrant | undefined {
  return profile?.offers !== undefined && Object.hasOwn(profile.offers, offerId) ? profile.offers[offerId] : undefined;
}

/** Whether a person was really given an offer, not held out of it. */
export function isGiven(
  offerId: string,
  profile: Profile | undefined,
  reserved: ReadonlyArray<{ offerId: string; given: boolean }>,
): boolean {
  if (grantOf(offerId, profile)?.given) return true;
  return reserved.some((one) => one.given && one.offerId === offerId);
}

/** The kept uses of a code within a time, ascending. */
function usesWithin(profile: Profile | undefined, code: string, fromAt: number, untilAt: number): Stamp[] {
  const codes = profile?.codes;
  if (codes === undefined || !Object.hasOwn(codes, code)) return [];
  const { earlier = [], ...last } = codes[code]!;
  return [...earlier, last].filter(({ at }) => at >= fromAt && at < untilAt);
}
