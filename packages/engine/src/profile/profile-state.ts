import { businessDay } from "@attune/math/business-day";
import type { DecisionRecord } from "@attune/model/decision";
import type { Device, Event } from "@attune/model/event";
import { messageCategoryPattern, sentCounter, sentEvents } from "@attune/model/message";
import type { Profile, Stamp } from "@attune/model/profile";
import { applyAssignments } from "./assignments.ts";
import { applyCart } from "./cart.ts";
import { applyCommerce } from "./commerce.ts";
import { applyConsent } from "./consent.ts";
import { applyCounters, counterDays, withoutOldDays } from "./counters.ts";
import { applyExposures } from "./exposures.ts";
import { applyFirstTouch } from "./first-touch.ts";
import { applyInteractions } from "./interactions.ts";
import { applyCodes, applyOffers } from "./offers.ts";
import { type OwnedEntry, stampOf } from "./owned-entry.ts";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { applyRecentEvents } from "./recent-events.ts";
import { applyRefusedItems } from "./refused-items.ts";
import { applyShowings } from "./showings.ts";
import { applyTraits } from "./traits.ts";

/**
 * Adds an event to what is known of the person. Bots and internal traffic stay visible (recent events, event count) and teach nothing:
 * no counter, interaction, cart, revenue or first touch.
 */
export function applyEvent(draft: ProfileDraft, event: Event, stamp: Stamp, timeZone: string): void {
  const { profile } = draft;
  see(profile, stamp);
  profile.eventCount += 1;
  applyRecentEvents(draft, event, stamp);
  applyTraits(draft, event, stamp);
  applyConsent(draft, event, stamp);
  if (event.actor !== "person") return;
  const day = businessDay(event.at, timeZone);
  if (day <= draft.lastDay - counterDays) draft.hasLateEvent = true;
  applyCounters(draft, event.name, day);
  const category = categoryOfSent(event);
  if (category !== null) applyCounters(draft, sentCounter(event.name, category), day);
  applyInteractions(draft, event, stamp);
  applyCart(draft, event, stamp);
  applyCommerce(draft, event);
  applyCodes(draft, event, stamp);
  applyRefusedItems(draft, event, stamp);
  applyFirstTouch(profile, event, stamp);
  if (event.device === undefined) return;
  const devices = changeable(draft, "devices");
  devices[event.device] = (devices[event.device] ?? 0) + 1;
}

const sentNames: ReadonlySet<string> = new Set(Object.values(sentEvents));
const categoryForm = new RegExp(messageCategoryPattern);

/** The category of a message that went out, where the event tells it. */
function categoryOfSent({ name, properties }: Event): string | null {
  if (!sentNames.has(name) || typeof properties.category !== "string") return null;
  return categoryForm.test(properties.category) ? properties.category : null;
}

export function applyDecision(draft: ProfileDraft, decision: DecisionRecord, stamp: Stamp): void {
  see(draft.profile, stamp);
  applyExposures(draft, decision, stamp);
  applyAssignments(draft, decision, stamp);
  applyShowings(draft, decision, stamp);
  applyOffers(draft, decision, stamp);
}

/** Adds an entry, whichever kind it is. */
export function applyOwned(draft: ProfileDraft, entry: OwnedEntry, timeZone: string): void {
  if (entry.kind === "event") applyEvent(draft, entry.event, stampOf(entry), timeZone);
  else applyDecision(draft, entry.decision, stampOf(entry));
}

/** The finished profile. Days beyond the horizon are dropped when the last day has moved. */
export function finishDraft({ profile, lastDay, hasLateEvent }: ProfileDraft, timeZone: string): Profile {
  const day = businessDay(profile.lastSeenAt, timeZone);
  if (day !== lastDay || hasLateEvent) profile.counters = withoutOldDays(profile.counters, day);
  return profile;
}

export function mergeDevices(a: Profile["devices"], b: Profile["devices"]): Profile["devices"] {
  const merged = { ...a };
  for (const device of Object.keys(b) as Device[]) merged[device] = (merged[device] ?? 0) + (b[device] ?? 0);
  return merged;
}

function see(profile: Profile, { at, offset }: Stamp): void {
  if (offset < profile.createdOffset) profile.createdOffset = offset;
  if (offset > profile.lastOffset) profile.lastOffset = offset;
  if (at < profile.firstSeenAt) profile.firstSeenAt = at;
  if (at > profile.lastSeenAt) profile.lastSeenAt = at;
}
