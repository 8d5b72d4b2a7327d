import { consentKeys, type Event } from "@attune/model/event";
import type { Profile, Stamp } from "@attune/model/profile";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { laterStamp } from "./stamp-order.ts";

/** What the person last said about each purpose. */
export function applyConsent(draft: ProfileDraft, event: Event, stamp: Stamp): void {
  if (event.consent === undefined) return;
  const consent = changeable(draft, "consent");
  for (const purpose of consentKeys) {
    const value = event.consent[purpose];
    if (value === undefined) continue;
    const stated = { at: stamp.at, offset: stamp.offset, value };
    const present = consent[purpose];
    consent[purpose] = present === undefined ? stated : laterStamp(present, stated);
  }
}

/**
 * Whether an event only watches somebody who does not want to be watched: by what they said before, or, where analytics needs a yes, by
 * never having said one. What the event itself says comes first. Orders and refunds, and what a server, a shop till or an import tells, are
 * the business's own records and need no consent.
 *
 * @param standing the profile that the event would go to; undefined for someone not seen before.
 */
export function isUnwelcome(event: Event, standing: Profile | undefined, analyticsNeedsYes: boolean): boolean {
  if (event.consent?.analytics !== undefined || event.money !== undefined) return false;
  if (event.channel !== "web" && event.channel !== "app") return false;
  const said = standing?.consent.analytics;
  if (said?.value === false) return event.at >= said.at;
  return analyticsNeedsYes && said === undefined;
}

export function mergeConsent(a: Profile["consent"], b: Profile["consent"]): Profile["consent"] {
  const merged = { ...a };
  for (const purpose of consentKeys) {
    const theirs = b[purpose];
    const mine = merged[purpose];
    if (theirs !== undefined) merged[purpose] = mine === undefined ? theirs : laterStamp(mine, theirs);
  }
  return merged;
}
