import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile, Separation } from "@attune/model/profile";

type UnmergeEntry = Extract<LogEntry, { kind: "unmerge" }>;

/**
 * What an erasure leaves of an identifier that somebody was parted from. The separation itself stays: it leads from the profile to the
 * entry that made it.
 */
export const nobody: Identifier = { namespace: "profile_id", value: "" };

function isNobody({ namespace }: Identifier): boolean {
  return namespace === nobody.namespace;
}

/** The separations that an unmerge puts down on one profile. */
export function separationsOf({ separations, offset }: UnmergeEntry, profileId: string): Separation[] {
  return separations
    .filter((separation) => separation.profileId === profileId)
    .map(({ mine, theirs }) => ({ mine, theirs, offset }));
}

/** Every identifier that an unmerge entry names. */
export function keysOfUnmerge({ split, stay, separations }: UnmergeEntry): Set<IdentifierKey> {
  const parted = separations.flatMap(({ mine, theirs }) => [mine, theirs]).filter((one) => !isNobody(one));
  return new Set([...split, ...stay, ...parted].map(identifierKey));
}

/** Both lists as one: each separation once, in a fixed order. */
export function addSeparations(a: Profile["separations"], b: Profile["separations"]): Separation[] {
  const all = new Map([...a, ...b].map((separation) => [separationKey(separation), separation]));
  return [...all].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, separation]) => separation);
}

function separationKey({ mine, theirs, offset }: Separation): string {
  return `${offset}\u0000${identifierKey(mine)}\u0000${identifierKey(theirs)}`;
}
