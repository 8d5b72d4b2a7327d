/** How many identifiers of one namespace a profile may have; with a window: that many first seen within it. */
export interface IdentityLimit {
  most: number;
  windowDays?: number;
}

/** By namespace; what is not named has the default of 5, for ever. `user_id` is 1, whatever is said here: two user ids never fuse. */
export type IdentityLimits = Readonly<Record<string, IdentityLimit>>;

const oneForEver: IdentityLimit = { most: 1 };
const fiveForEver: IdentityLimit = { most: 5 };

export function limitOf(namespace: string, limits: IdentityLimits): IdentityLimit {
  if (namespace === "user_id") return oneForEver;
  return Object.hasOwn(limits, namespace) ? limits[namespace]! : fiveForEver;
}
