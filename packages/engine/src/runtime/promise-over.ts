import type { PendingDelivery } from "@attune/model/journey";
import type { Json, JsonObject } from "@attune/model/json";
import type { Offer } from "@attune/model/offer";
import type { Profile } from "@attune/model/profile";
import { offerStanding } from "../decide/offer-standing.ts";

/** A message that waited may promise what has ended or was redeemed since. */
export function promiseOver(
  { values: { decided } }: PendingDelivery,
  profile: Profile,
  offers: readonly Offer[],
  now: number,
): string | null {
  const promised = isObject(decided) && isObject(decided.offer) ? decided.offer.offerId : undefined;
  const offer = offers.find(({ offerId }) => offerId === promised);
  if (offer === undefined) return null;
  // Between the decision and its record the profile does not know of it yet.
  const state = offerStanding(offer, profile, [], now)?.state ?? "open";
  return state === "open" ? null : `the offer ${offer.offerId} that it promises is ${state}`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
