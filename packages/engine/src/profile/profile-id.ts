import { createHash } from "node:crypto";
import { type Identifier, identifierKey } from "@attune/model/identity";

/**
 * The id of the profile that an identifier founds: 22 characters (132 bits) of SHA-256 over the instance's salt and the identifier, in
 * base64url. Known before the profile exists, so that a decision for an unknown visitor buckets by the id that its profile will get.
 *
 * @param generation 1, or more where profiles founded by this identifier stand that no longer answer to it.
 */
export function profileIdOf(salt: string, identifier: Identifier, generation = 1): string {
  const suffix = generation === 1 ? "" : `#${generation}`;
  return createHash("sha256")
    .update(`${salt}\u0000${identifierKey(identifier)}\u0000${suffix}`)
    .digest("base64url")
    .slice(0, 22);
}

/**
 * The first id of the identifier's that is free. Another is taken where a shared browser was handed on, or an unmerge or an erasure left a
 * profile that no longer answers to the identifier it was founded by.
 */
export function freeProfileId(salt: string, identifier: Identifier, isTaken: (profileId: string) => boolean): string {
  for (let generation = 1; ; generation++) {
    const profileId = profileIdOf(salt, identifier, generation);
    if (!isTaken(profileId)) return profileId;
  }
}

/** Of identifiers that nobody has used before, strongest first, the one that founds a profile: the browser's, else the strongest. */
export function foundingIdentifier(identifiers: readonly Identifier[]): Identifier | undefined {
  return identifiers.find((identifier) => identifier.namespace === "anonymous_id") ?? identifiers[0];
}
