import type { Identifier } from "@attune/model/identity";

const priority = ["user_id", "email", "phone", "loyalty_id", "device_id", "anonymous_id"];

/** The identifier that says most about who a person is. Throws where there is none. */
export function strongest(identifiers: readonly Identifier[]): Identifier {
  const [first] = [...identifiers].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) throw new TypeError("needs at least one identifier");
  return { namespace: first.namespace, value: first.value };
}

function rank({ namespace }: Identifier): number {
  const place = priority.indexOf(namespace);
  return place === -1 ? priority.length : place;
}
