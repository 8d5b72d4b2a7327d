import type { DecisionRecord } from "@attune/model/decision";
import type { Event } from "@attune/model/event";
import { comparableCode, mostOffers, mostUsesKept } from "@attune/model/offer";
import type { CodeUse, OfferGrant, Profile, Stamp } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import type { ProfileDraft } from "./profile-draft.ts";
import { compareStamps, earlierStamp } from "./stamp-order.ts";

/** Codes are what people type; the latest are kept. */
const mostCodes = 20;
const longestCode = 100;

type Offers = Record<string, OfferGrant>;
type Codes = Record<string, CodeUse>;

/** When each offer first came, and when it was first given to somebody not held out. */
export function applyOffers({ profile }: ProfileDraft, { opportunities }: DecisionRecord, stamp: Stamp): void {
  for (const { offerId, arm } of opportunities) {
    if (offerId === undefined || arm === "contextual") continue;
    const present = profile.offers ?? {};
    const before = ownValue(present, offerId);
    const given = arm === "exposed" ? stamp : null;
    profile.offers = boundedOffers({ ...present, [offerId]: joined(before, { first: stamp, given }) });
  }
}

/** Remembers the codes that an order names. */
export function applyCodes({ profile }: ProfileDraft, event: Event, stamp: Stamp): void {
  if (event.name !== "Order Completed") return;
  for (const code of codesOf(event)) profile.codes = boundedCodes(withCode(profile.codes ?? {}, code, stamp));
}

/** The codes that an order names, as `coupon`, `coupons` or `discount_codes`, in small letters. */
export function codesOf({ properties }: Event): string[] {
  const { coupon, coupons, discount_codes: codes } = properties;
  return [coupon, coupons, codes].flat().flatMap((given) => {
    const code = typeof given === "string" ? comparableCode(given) : "";
    return code === "" || code.length > longestCode ? [] : [code];
  });
}

export function mergeOffers(a: Profile["offers"], b: Profile["offers"]): Offers | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const merged = { ...a };
  for (const [offerId, grant] of Object.entries(b)) merged[offerId] = joined(ownValue(merged, offerId), grant);
  return boundedOffers(merged);
}

export function mergeCodes(a: Profile["codes"], b: Profile["codes"]): Codes | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  let merged = a;
  for (const [code, stamp] of Object.entries(b)) merged = withCode(merged, code, stamp);
  return boundedCodes(merged);
}

function joined(a: OfferGrant | undefined, b: OfferGrant): OfferGrant {
  if (a === undefined) return b;
  const given = a.given === null || b.given === null ? (a.given ?? b.given) : earlierStamp(a.given, b.given);
  return { first: earlierStamp(a.first, b.first), given };
}

function withCode(codes: Codes, code: string, use: CodeUse): Codes {
  const before = ownValue(codes, code);
  return { ...codes, [code]: before === undefined ? use : joinedUses(before, use) };
}

/** All uses of both, each once; the latest of them are kept. */
function joinedUses(a: CodeUse, b: CodeUse): CodeUse {
  const uses = new Map([...usesOf(a), ...usesOf(b)].map((use) => [use.offset, use]));
  const kept = [...uses.values()].sort(compareStamps).slice(-mostUsesKept);
  const last = kept.pop()!;
  return kept.length === 0 ? last : { ...last, earlier: kept };
}

function usesOf({ at, offset, earlier = [] }: CodeUse): Stamp[] {
  return [...earlier, { at, offset }];
}

function boundedOffers(offers: Offers): Offers {
  const ids = Object.keys(offers);
  if (ids.length <= mostOffers) return offers;
  const kept = ids.sort().slice(0, mostOffers);
  return Object.fromEntries(kept.map((id) => [id, offers[id]!]));
}

function boundedCodes(codes: Codes): Codes {
  const entries = Object.entries(codes);
  if (entries.length <= mostCodes) return codes;
  const latest = entries.sort(([x, a], [y, b]) => compareStamps(b, a) || (x < y ? -1 : 1));
  return Object.fromEntries(latest.slice(0, mostCodes));
}
