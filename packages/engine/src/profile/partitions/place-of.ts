import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";

/** An identifier's place among kin, by its hash: what kin consist of, and pointers lead to, says nothing any more when the identifier is erased. */
export type Place = string;

/** A step asks for the place of one identifier some twenty times, and a hash takes a microsecond. */
const mostKnown = 20_000;
let known = new Map<IdentifierKey, Place>();

/** The same on every node and for ever. */
export function placeOf(key: IdentifierKey): Place {
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known = new Map();
  const place = hashKey(key);
  known.set(key, place);
  return place;
}
