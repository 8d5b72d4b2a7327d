import type { Json, JsonObject } from "@attune/model/json";
import { type CartChange, keptEntries, type Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import { vocabularyNames } from "@attune/model/vocabulary";
import type { Calendar } from "@attune/rules/calendar";
import type { CartLine, Kept, PersonView } from "@attune/rules/person-view";
import { completeAfter, type UsableProfile } from "./usable-profile.ts";

const newForMs = 12 * 3600 * 1000;

/** Where the fold counts events whose name has no counter of its own. */
const overflowName = "(other)";
const alwaysCounted: ReadonlySet<string> = new Set([...vocabularyNames, "Identify"]);

/** What conditions ask about beside the profile. What is left out is undetermined. */
export interface Surroundings {
  context: JsonObject;
  now: number;
  /** Business day of `now`. */
  today: number;
  /** The bucketing key, also of somebody who has no profile yet. */
  profileId?: string;
  calendar?: Calendar;
  membership?: NonNullable<PersonView["membership"]>;
  score?: NonNullable<PersonView["score"]>;
}

/** A profile, as conditions see it. A person is `new` until twelve hours after the first event, and where nothing is known. */
export function personView(profile: UsableProfile | undefined, surroundings: Surroundings): PersonView {
  const { context, now, today, profileId, calendar, membership, score } = surroundings;
  const view: PersonView = profile === undefined ? { ...stranger, context, now, today } : known(profile, surroundings);
  // One by one: made for every decision, a spread of what may be absent costs more than the conditions.
  if (calendar !== undefined) view.calendar = calendar;
  if (membership !== undefined) view.membership = membership;
  if (score !== undefined) view.score = score;
  if (profileId !== undefined) view.bucketingKey = profileId;
  return view;
}

/** Scores, as conditions ask for them. */
export function scoreLookup(scores: Scores): NonNullable<PersonView["score"]> {
  return (name) => {
    const score = own(scores, name);
    return score === undefined ? undefined : { value: score.value, at: score.computedAt };
  };
}

const nothing: Kept<never> = { list: [], completeAfter: Number.NEGATIVE_INFINITY };

/** Somebody not seen before: it is known that nothing happened. */
const stranger = {
  traits: () => undefined,
  counter: () => undefined,
  visitor: "new",
  cart: "empty",
  cartLines: () => nothing,
  consent: {},
  events: nothing,
  touches: nothing,
  commerce: {
    orderCount: 0,
    refundCount: 0,
    grossMicros: 0,
    refundedMicros: 0,
    adjustedMicros: 0,
    firstOrderAt: null,
    lastOrderAt: null,
  },
  firstTouch: null,
} as const;

function known(profile: UsableProfile, { context, now, today }: Surroundings): PersonView {
  const newUntilAt = profile.firstSeenAt + newForMs;
  return {
    context,
    now,
    today,
    traits: (name: string) => own(profile.traits, name)?.value as Json | undefined,
    counter: (name: string) => own(profile.counters, name),
    overflow: (name: string) => (alwaysCounted.has(name) ? undefined : own(profile.counters, overflowName)),
    visitor: now < newUntilAt ? "new" : "returning",
    newUntilAt,
    cart: cartIsEmpty(profile) ? "empty" : "not-empty",
    cartLines: () => cartLines(profile),
    consent: profile.consent,
    events: kept(profile, profile.recentEvents, "recentEvents"),
    touches: kept(profile, profile.interactions, "interactions"),
    commerce: profile.commerce,
    firstTouch: profile.firstTouch?.value ?? null,
  };
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function kept<T extends { at: number }>(
  profile: UsableProfile,
  list: readonly T[],
  name: keyof NonNullable<UsableProfile["completeAfter"]>,
): Kept<T> {
  return { list, completeAfter: profile.completeAfter?.[name] ?? completeAfter(list, keptEntries[name]) };
}

function cartIsEmpty(profile: Profile): boolean {
  if (profile.cart.changes.length === 0) return true;
  for (const quantity of quantitiesOf(profile.cart.changes).values()) if (quantity > 0) return false;
  return true;
}

function quantitiesOf(changes: readonly CartChange[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { itemId, quantity } of changes) quantities.set(itemId, (quantities.get(itemId) ?? 0) + quantity);
  return quantities;
}

/** What lies in the cart; category, brand and price are those of the latest touch that is kept of the item. */
function cartLines(profile: UsableProfile): Kept<CartLine> {
  const { cart, interactions } = profile;
  const list: CartLine[] = [];
  for (const [itemId, quantity] of quantitiesOf(cart.changes)) {
    if (quantity <= 0) continue;
    const touch = interactions.findLast((interaction) => interaction.itemId === itemId);
    const { category, brand, priceMicros } = touch ?? {};
    list.push({
      itemId,
      quantity,
      ...(category === undefined ? {} : { category }),
      ...(brand === undefined ? {} : { brand }),
      ...(priceMicros === undefined ? {} : { priceMicros }),
    });
  }
  return { list, completeAfter: kept(profile, cart.changes, "cartChanges").completeAfter };
}
