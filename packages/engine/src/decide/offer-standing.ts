import type { Offer, OfferStanding } from "@attune/model/offer";
import type { Profile } from "@attune/model/profile";

/**
 * What holds of an offer for one person now, whatever the channel: open from when it first came until it ends or an order names its code.
 * Null where it never came. For who was held out it ends at the same time, so that both sides of a
 * comparison stay alike.
 */
export function offerStanding(offer: Offer, profile: Profile | undefined, now: number): OfferStanding | null {
  const { offerId, code, discount, validMs } = offer;
  const grant =
    profile?.offers === undefined || !Object.hasOwn(profile.offers, offerId) ? undefined : profile.offers[offerId];
  if (grant === undefined) return null;
  const givenAt = grant.first.at;
  const endsAt = givenAt + validMs;
  const redeemedAt = codeUsedAt(profile, code);
  const isRedeemed = redeemedAt !== null && redeemedAt >= givenAt && redeemedAt < endsAt;
  const state = isRedeemed ? "redeemed" : now < endsAt ? "open" : "expired";
  return { offerId, state, code, discount, givenAt, endsAt };
}

function codeUsedAt(profile: Profile | undefined, code: string): number | null {
  return profile?.codes !== undefined && Object.hasOwn(profile.codes, code) ? profile.codes[code]!.at : null;
}
