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
  return share > 0 && placeOf("holdout/global", bucketingKey) < share;
}

/** Whether a person is withheld from one tactic; independent of the global holdout and of every other tactic. */
export function inTacticHoldout(tacticId: string, bucketingKey: string, share: number): boolean {
  return share > 0 && placeOf(`holdout/tactic/${tacticId}`, bucketingKey) < share;
}

export interface WeightedVariant {
  variantId: string;
  /** Share of the people in the experiment. */
  weight: number;
}

/** Where an experiment's people may come from: a part [from, below) of a namespace. Experiments with parts that do not overlap share nobody. */
export interface NamespacePart {
  namespace: string;
  from: number;
  below: number;
}

export interface Allocation {
  experimentId: string;
  /** Their order decides who gets what: to keep people where they are, new ones come last. Weights sum to 1. */
  variants: readonly WeightedVariant[];
  /** Share of people in the experiment, 0 to 1. Raising it lets people in, and moves nobody who is in. */
  ramp: number;
  part?: NamespacePart;
}

/** A person's variant and the probability with which anyone gets it, out of all people. */
export interface AssignedVariant {
  variantId: string;
  propensity: number;
}

/**
 * Which variant a person has, by the bucketing key alone: the same on every device and after a login, as a merge keeps the key. Null where the
 * person is not in the experiment. Whether somebody is in, and which variant it is, are independent draws; so a ramp never moves people
 * between variants.
 */
export function assignVariant(allocation: Allocation, key: string): AssignedVariant | null {
  if (!isInExperiment(allocation, key)) return null;
  const { experimentId, variants, ramp, part } = allocation;
  const place = placeOf(`experiment/variant/${experimentId}`, key);
  const entering = ramp * (part === undefined ? 1 : part.below - part.from);
  let below = 0;
  for (const { variantId, weight } of variants) {
    below += weight;
    if (place < below) return { variantId, propensity: entering * weight };
  }
  // Weights such as 1/3 sum to a little less than 1.
  const last = variants.findLast(({ weight }) => weight > 0);
  return last === undefined ? null : { variantId: last.variantId, propensity: entering * last.weight };
}

/** Whether a person is in an experiment at all: by its part of the namespace, and its ramp. */
export function isInExperiment({ experimentId, ramp, part }: Allocation, key: string): boolean {
  if (part !== undefined && !inNamespacePart(part, key)) return false;
  return ramp >= 1 || placeOf(`experiment/ramp/${experimentId}`, key) < ramp;
}

/** Whether a person belongs to a part of a namespace. Parts that do not overlap have nobody in common. */
export function inNamespacePart({ namespace, from, below }: NamespacePart, bucketingKey: string): boolean {
  const place = placeOf(`namespace/${namespace}`, bucketingKey);
  return place >= from && place < below;
}
