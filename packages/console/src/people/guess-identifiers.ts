import { type Identifier, parseIdentifierKey } from "@attune/model/identity";

/** Namespaces that a person can search in, the usual ones first. */
export const namespaces = [
  "user_id",
  "email",
  "anonymous_id",
  "phone",
  "loyalty_id",
  "device_id",
  "profile_id",
] as const;

/**
 * What a pasted value may be, the likeliest first: `namespace:value` is taken at its word, an `@` looks like an e-mail address,
 * seven digits or more like a phone number; anything else is tried in every namespace.
 */
export function guessIdentifiers(pasted: string): Identifier[] {
  const value = pasted.trim();
  if (value === "") return [];
  const named = /^[a-z][a-z0-9_]*:./.test(value) ? parseIdentifierKey(value) : null;
  const likely = value.includes("@") ? "email" : /^\+?[\d\s().-]{7,}$/.test(value) ? "phone" : null;
  const order = likely === null ? namespaces : [likely, ...namespaces.filter((namespace) => namespace !== likely)];
  const read = order.map((namespace) => ({ namespace, value: namespace === "email" ? value.toLowerCase() : value }));
  return named === null ? read : [named, ...read];
}
