import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";

/** An identifier's place among kin, by its hash: what kin consist of, and pointers lead to, says nothing any more when the identifier is erased. */
export type Place = string;

/** The same on every node and for ever. */
export const placeOf = (key: IdentifierKey): Place => hashKey(key);
