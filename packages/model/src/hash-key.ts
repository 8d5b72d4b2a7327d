import { hash } from "node:crypto";

/** Characters of what `hashKey` gives. */
export const hashKeyLength = 22;

/**
 * Stands for an identifier or message key of any length in a database key, so that none of its bytes is on disk: the first 128 bits of
 * SHA-256, base64url. Two of 10^12 keys meet with probability 10^-15.
 */
export function hashKey(key: string): string {
  return hash("sha256", wellFormed(key), "base64url").slice(0, hashKeyLength);
}

/** UTF-8 turns every lone surrogate into the same character; escaped, different keys stay different. */
function wellFormed(key: string): string {
  return /[\ud800-\udfff]/.test(key) ? JSON.stringify(key) : key;
}
