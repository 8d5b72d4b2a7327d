import { type Event, purposes } from "@attune/model/event";
import type { Profile, Stamp } from "@attune/model/profile";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { laterStamp } from "./stamp-order.ts";

/** What the person last said about each purpose. */
export function applyConsent(draft: ProfileDraft, event: Event, stamp: Stamp): void {
  if (event.consent === undefined) return;
  const consent = changeable(draft, "consent");
  for (const purpose of purposes) {
    const value = event.consent[purpose];
    if (value === undefined) continue;
    const stated = { at: stamp.at, offset: stamp.offset, value };
    const present = consent[purpose];
    consent[purpose] = present === undefined ? stated : laterStamp(present, stated);
  }
}

export function mergeConsent(a: Profile["consent"], b: Profile["consent"]): Profile["consent"] {
  const merged = { ...a };
  for (const purpose of purposes) {
    const theirs = b[purpose];
    const mine = merged[purpose];
    if (theirs !== undefined) merged[purpose] = mine === undefined ? theirs : laterStamp(mine, theirs);
  }
  return merged;
}
