import { type Event, purposes } from "@attune/model/event";
import type { Profile, Stamp } from "@attune/model/profile";
import { laterStamp } from "./stamp-order.ts";

/** What the person last said about each purpose. */
export function applyConsent(profile: Profile, event: Event, stamp: Stamp): void {
  if (event.consent === undefined) return;
  for (const purpose of purposes) {
    const value = event.consent[purpose];
    if (value === undefined) continue;
    const stated = { at: stamp.at, offset: stamp.offset, value };
    const present = profile.consent[purpose];
    profile.consent[purpose] = present === undefined ? stated : laterStamp(present, stated);
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
