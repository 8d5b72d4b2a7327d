import type { Event } from "@attune/model/event";
import { type EventCounter, type Interaction, keptEntries, type Profile } from "@attune/model/profile";
import { touchNames } from "@attune/model/vocabulary";
import type { SensitiveItems } from "./sensitive-items.ts";

/** A profile from which something was taken out: lists that were full before may have lost more than they show. */
export interface UsableProfile extends Profile {
  /** Of the lists as they were kept: all there is later than this. Absent: the lists are as they were kept. */
  completeAfter?: { recentEvents: number; interactions: number; cartChanges: number };
}

const dayMs = 86_400_000;

/** Whether what somebody does with sensitive items is used for them: only after a yes of its own, which this very request does not take back. */
export function sensitiveAllowed(stated: Event["consent"], stored: Profile["consent"] | undefined): boolean {
  return stated?.sensitive !== false && stored?.sensitive?.value === true;
}

/**
 * The profile as far as it may be used for the person: without what they did with sensitive items, unless they said yes to it. Views, wishes and
 * adding to the cart are gone as if they had not been; of orders and all other events it stays known that they happened, and not with which of
 * these items. That and when somebody was here stays known.
 *
 * Exact for all that the profile still lists; counts of touches older than the 60 that it keeps stay in the counters of their events.
 *
 * @param dayOf business day of a moment; absent: days are those of UTC.
 */
export function usableProfile(
  profile: Profile,
  sensitive: SensitiveItems | null,
  dayOf: (at: number) => number = (at) => Math.floor(at / dayMs),
): UsableProfile {
  return sensitive === null || sensitiveAllowed(undefined, profile.consent)
    ? profile
    : withoutSensitive(profile, sensitive, dayOf);
}

/** The profile of a person who said no, whatever they said. */
export function withoutSensitive(
  profile: Profile,
  sensitive: SensitiveItems,
  dayOf: (at: number) => number = (at) => Math.floor(at / dayMs),
): UsableProfile {
  const categories = categoriesOf(profile.interactions);
  const isSensitive = (itemId: string, category = categories.get(itemId)) =>
    sensitive.treeOfItem(itemId, category) !== null;
  const interactions = profile.interactions.filter(({ itemId, category }) => !isSensitive(itemId, category));
  const changes = profile.cart.changes.filter(({ itemId }) => !isSensitive(itemId));
  const isWhole =
    interactions.length === profile.interactions.length &&
    changes.length === profile.cart.changes.length &&
    !profile.recentEvents.some(({ itemId }) => itemId !== undefined && isSensitive(itemId));
  if (isWhole) return profile;

  const gone = goneEvents(profile.interactions, new Set(interactions.map(({ offset }) => offset)));
  return {
    ...profile,
    interactions,
    cart: { ...profile.cart, changes },
    recentEvents: profile.recentEvents.flatMap((event) => {
      if (gone.has(event.offset)) return [];
      const { itemId, ...rest } = event;
      return [itemId === undefined || !isSensitive(itemId) ? event : rest];
    }),
    counters: countersWithout(profile.counters, [...gone.values()], dayOf),
    completeAfter: {
      recentEvents: completeAfter(profile.recentEvents, keptEntries.recentEvents),
      interactions: completeAfter(profile.interactions, keptEntries.interactions),
      cartChanges: completeAfter(profile.cart.changes, keptEntries.cartChanges),
    },
  };
}

/** A list that is full may have lost entries, up to the time of its first; others of that same time included. */
export function completeAfter(list: ReadonlyArray<{ at: number }>, limit: number): number {
  return list.length < limit ? Number.NEGATIVE_INFINITY : list[0]!.at;
}

/** What events named as the category of an item: carts and recent events do not say it. */
function categoriesOf(interactions: readonly Interaction[]): Map<string, string> {
  const categories = new Map<string, string>();
  for (const { itemId, category } of interactions) if (category !== undefined) categories.set(itemId, category);
  return categories;
}

/** Touches that were of sensitive items alone, by their offset. Orders stay: what was paid is known. */
function goneEvents(interactions: readonly Interaction[], left: ReadonlySet<number>): Map<number, Interaction> {
  const gone = new Map<number, Interaction>();
  for (const touch of interactions)
    if (touch.kind !== "purchase" && !left.has(touch.offset)) gone.set(touch.offset, touch);
  return gone;
}

function countersWithout(
  counters: Profile["counters"],
  gone: readonly Interaction[],
  dayOf: (at: number) => number,
): Profile["counters"] {
  const daysByName = new Map<string, number[]>();
  for (const { kind, name = touchNames[kind][0], at } of gone) {
    const days = daysByName.get(name);
    if (days === undefined) daysByName.set(name, [dayOf(at)]);
    else days.push(dayOf(at));
  }
  const left = { ...counters };
  for (const [name, days] of daysByName) {
    const counter = Object.hasOwn(counters, name) ? counterWithout(counters[name]!, days) : null;
    if (counter === null) delete left[name];
    else left[name] = counter;
  }
  return left;
}

/** Null where nothing is left. */
function counterWithout({ total, lastDay, days }: EventCounter, taken: readonly number[]): EventCounter | null {
  if (total <= taken.length) return null;
  const counts = days.slice();
  for (const day of taken) {
    const at = counts.length - 1 - (lastDay - day);
    if (at >= 0 && at < counts.length && counts[at]! > 0) counts[at]! -= 1;
  }
  let last = lastDay;
  for (; counts.length > 0 && counts.at(-1) === 0; last--) counts.pop();
  while (counts[0] === 0) counts.shift();
  return { total: total - taken.length, lastDay: counts.length === 0 ? 0 : last, days: counts };
}
