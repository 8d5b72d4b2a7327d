import { hash } from "node:crypto";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";

/**
 * The id of the profile that an identifier founds: 22 characters (132 bits) of SHA-256 over the instance's salt and the identifier, in
 * base64url. Known before the profile exists, so that a decision for an unknown visitor buckets by the id that its profile will get.
 */
export function profileIdOf(salt: string, identifier: Identifier): string {
  return profileIdOfGeneration(salt, identifier, 0);
}

/** The id of a profile that begins at this place in the log and nowhere else: always free, and unknown before. */
export function profileIdAt(salt: string, identifier: Identifier, offset: Offset): string {
  return shortHash(`${salt}\u0000${identifierKey(identifier)}\u0000${offset}`);
}

const generations = 50;

/**
 * The first id of the identifier's generations that is free, known before the profile exists. An id is taken where a shared browser was
 * handed on, or an unmerge or an erasure left a profile that no longer answers to the identifier it was founded by; each such event
 * takes one generation. Where fifty are taken, one that only this place in the log gives.
 */
export function freeProfileId(
  salt: string,
  identifier: Identifier,
  offset: Offset,
  isTaken: (profileId: string) => boolean,
): string {
  for (let generation = 0; generation < generations; generation++) {
    const profileId = profileIdOfGeneration(salt, identifier, generation);
    if (!isTaken(profileId)) return profileId;
  }
  return profileIdAt(salt, identifier, offset);
}

function profileIdOfGeneration(salt: string, identifier: Identifier, generation: number): string {
  const founding = `${salt}\u0000${identifierKey(identifier)}`;
  return shortHash(generation === 0 ? founding : `${founding}\u0000generation\u0000${generation}`);
}

function shortHash(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 22);
}

/** Of identifiers that nobody has used before, strongest first, the one that founds a profile: the browser's, else the strongest. */
export function foundingIdentifier(identifiers: readonly Identifier[]): Identifier | undefined {
  return identifiers.find((identifier) => identifier.namespace === "anonymous_id") ?? identifiers[0];
}
