import type { Offer, OfferStanding } from "@attune/model/offer";
import type { OfferGrant, Profile } from "@attune/model/profile";

/**
 * What holds of an offer for one person now, whatever the channel: open from when it first came until it ends or an order names its code.
 * Null where it never came. For who was held out it ends at the same time, so that both sides of a
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
  const { offerId, code, discount, validMs } = offer;
  let givenAt = grantOf(offerId, profile)?.first.at ?? null;
  for (const one of reserved) if (one.offerId === offerId && (givenAt === null || one.at < givenAt)) givenAt = one.at;
  if (givenAt === null) return null;
  const endsAt = givenAt + validMs;
  const redeemedAt = codeUsedAt(profile, code);
  const isRedeemed = redeemedAt !== null && redeemedAt >= givenAt && redeemedAt < endsAt;
  const state = isRedeemed ? "redeemed" : now < endsAt ? "open" : "expired";
  return { offerId, state, code, discount, givenAt, endsAt };
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

function codeUsedAt(profile: Profile | undefined, code: string): number | null {
  return profile?.codes !== undefined && Object.hasOwn(profile.codes, code) ? profile.codes[code]!.at : null;
}
