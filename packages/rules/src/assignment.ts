import { murmur3 } from "./murmur3.ts";

/**
 * Where a person falls in [0, 1) for one purpose: uniform over people, and independent between salts. The same on server, browser and
 * edge, and for ever: a person's place depends on nothing but the salt and the bucketing key, which a merge keeps.
 *
 * 53 bits from two seeds of murmur3, so that shares as small as one in a billion are exact enough.
 */
export function placeOf(salt: string, bucketingKey: string): number {
  const text = `${salt}\u0000${bucketingKey}`;
  const high = murmur3(text, 0x9e3779b9) >>> 6;
  const low = murmur3(text, 0x7f4a7c15) >>> 5;
  return (high * 0x8000000 + low) / 0x20000000000000;
}

/** Whether a person is withheld from everything. One draw for all channels. */
export function inGlobalHoldout(bucketingKey: string, share: number): boolean {
  return placeOf("holdout/global", bucketingKey) < share;
}

/** Whether a person is withheld from one tactic; independent of the global holdout and of every other tactic. */
export function inTacticHoldout(tacticId: string, bucketingKey: string, share: number): boolean {
  return placeOf(`holdout/tactic/${tacticId}`, bucketingKey) < share;
}
