import type { Json, JsonObject } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import type { PersonView } from "@attune/rules/evaluate-condition";

const newForMs = 12 * 3600 * 1000;

/** A profile, as conditions see it. A person is `new` until twelve hours after the first event, and where nothing is known. */
export function personView(profile: Profile | undefined, context: JsonObject, now: number, today: number): PersonView {
  if (profile === undefined) {
    return { traits: () => undefined, context, counter: () => undefined, today, visitor: "new", cart: "empty" };
  }
  return {
    traits: (name) => own(profile.traits, name)?.value as Json | undefined,
    context,
    counter: (name) => own(profile.counters, name),
    today,
    visitor: now - profile.firstSeenAt < newForMs ? "new" : "returning",
    cart: cartIsEmpty(profile) ? "empty" : "not-empty",
  };
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function cartIsEmpty(profile: Profile): boolean {
  const quantities = new Map<string, number>();
  for (const change of profile.cart.changes) {
    quantities.set(change.itemId, (quantities.get(change.itemId) ?? 0) + change.quantity);
  }
  for (const quantity of quantities.values()) if (quantity > 0) return false;
  return true;
}
