import { identifierNamed, maxIdentifierLength } from "@attune/engine/collect/read-identifiers";
import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import { type Identifier, parseIdentifierKey } from "@attune/model/identity";

/** Under what an order's number is told: no event names a person by it, and two sources may number alike. */
export const orderNamespace = "order_id";

/** Those in which a value that comes without one is looked for, the usual first. */
const usualNamespaces = ["user_id", "email", "anonymous_id", "phone", "loyalty_id", "device_id", "profile_id"] as const;

/** A person, and by what somebody found them. */
export interface FoundPerson {
  profileId: string;
  knownBy: Identifier;
}

/**
 * Who is known by what somebody typed or pasted: `namespace:value` at its word and, where nobody is known by that, the whole as it stands, in every usual
 * namespace and as an order's number. Each person once, in that order; empty where nobody is. Rejects with `analytics-unavailable` where nobody is known by
 * an identifier and orders cannot be looked up.
 *
 * @param namespace the only one to look in, `order_id` included; null: wherever it may be
 */
export async function findPeople(engine: Engine, typed: string, namespace: string | null): Promise<FoundPerson[]> {
  const value = typed.trim();
  if (value === "" || value.length > maxIdentifierLength) return [];
  if (namespace === orderNamespace) return peopleOfOrder(engine, value);
  if (namespace !== null) return peopleKnownBy(engine, [{ namespace, value }]);
  const named = /^[a-z][a-z0-9_]*:./.test(value) ? parseIdentifierKey(value) : null;
  if (named !== null) {
    const meant = await findPeople(engine, named.value, named.namespace);
    if (meant.length > 0) return meant;
  }
  const anywhere = usualNamespaces.map((one) => ({ namespace: one, value }));
  const known = await peopleKnownBy(engine, anywhere);
  return eachOnce([...known, ...(await ordersToo(known, () => peopleOfOrder(engine, value)))]);
}

/** Who is found already is told even while analytics, which knows the orders, is away; nobody is not. */
async function ordersToo(known: FoundPerson[], ask: () => Promise<FoundPerson[]>): Promise<FoundPerson[]> {
  try {
    return await ask();
  } catch (error) {
    if (known.length > 0 && error instanceof AttuneError && error.code === "analytics-unavailable") return [];
    throw error;
  }
}

async function peopleKnownBy(engine: Engine, asked: readonly Identifier[]): Promise<FoundPerson[]> {
  const found: FoundPerson[] = [];
  for (const { namespace, value } of asked) {
    const knownBy = identifierNamed(namespace, value);
    const profile = knownBy && (await engine.findProfile(knownBy));
    if (knownBy && profile) found.push({ profileId: profile.profileId, knownBy });
  }
  return eachOnce(found);
}

async function peopleOfOrder(engine: Engine, orderId: string): Promise<FoundPerson[]> {
  const rows = await engine.stores.analytics.query("order-people", { orderId });
  const found: FoundPerson[] = [];
  for (const { profileId } of rows) {
    // Whose the order is now: profiles merge after the event was written.
    const profile = await engine.findProfile({ namespace: "profile_id", value: `${profileId}` });
    if (profile) found.push({ profileId: profile.profileId, knownBy: { namespace: orderNamespace, value: orderId } });
  }
  return eachOnce(found);
}

function eachOnce(found: readonly FoundPerson[]): FoundPerson[] {
  const first = new Map<string, FoundPerson>();
  for (const person of found) if (!first.has(person.profileId)) first.set(person.profileId, person);
  return [...first.values()];
}
