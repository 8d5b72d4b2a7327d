import type { Identifier } from "@attune/model/identity";

const priority = ["user_id", "email", "phone", "loyalty_id", "device_id", "anonymous_id"];

/** Identifiers in the order of how much they say about who a person is; the rest by namespace and value. */
export function strongestFirst<I extends Identifier>(identifiers: readonly I[]): I[] {
  return [...identifiers].sort(
    (a, b) => rank(a) - rank(b) || compare(a.namespace, b.namespace) || compare(a.value, b.value),
  );
}

function rank({ namespace }: Identifier): number {
  const place = priority.indexOf(namespace);
  return place === -1 ? priority.length : place;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
