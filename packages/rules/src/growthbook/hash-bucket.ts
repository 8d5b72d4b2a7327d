import type { Namespace } from "./definitions.ts";

/**
 * GrowthBook's bucket of a value in [0, 1): version 2 in steps of 1/10,000, version 1 (biased, kept for old experiments) of 1/1,000.
 * Null for other versions.
 */
export function hashBucket(seed: string, value: string, version: number): number | null {
  if (version === 2) return (fnv1a(String(fnv1a(seed + value))) % 10_000) / 10_000;
  if (version === 1) return (fnv1a(value + seed) % 1_000) / 1_000;
  return null;
}

/** Whether a value falls into the part of a namespace that an experiment may use. Parts that do not overlap exclude one another. */
export function inNamespace(value: string, [name, from, below]: Namespace): boolean {
  const bucket = hashBucket(`__${name}`, value, 1)!;
  return bucket >= from && bucket < below;
}

/** FNV-1a, 32 bits, over UTF-16 units as GrowthBook hashes them (Fowler, Noll, Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
