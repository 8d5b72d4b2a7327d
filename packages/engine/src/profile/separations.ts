import { identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile, Separation } from "@attune/model/profile";

/**
 * What an unmerge puts down on one of the restored profiles: each identifier that left belongs to another person than the strongest
 * of those that stayed. Of those that left, the profile keeps what it has.
 */
export function separate(
  profile: Profile,
  { split, stay, offset }: Pick<Extract<LogEntry, { kind: "unmerge" }>, "split" | "stay" | "offset">,
): Separation[] {
  const [stayed] = stay;
  if (stayed === undefined) return [];
  const mine = new Set(profile.identities.map(identifierKey));
  if (mine.has(identifierKey(stayed))) return split.map((left) => ({ mine: stayed, theirs: left, offset }));
  return split.filter((left) => mine.has(identifierKey(left))).map((left) => ({ mine: left, theirs: stayed, offset }));
}

/** Both lists as one: each separation once, in a fixed order. */
export function addSeparations(a: readonly Separation[], b: readonly Separation[]): Separation[] {
  const all = new Map([...a, ...b].map((separation) => [separationKey(separation), separation]));
  return [...all].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, separation]) => separation);
}

function separationKey({ mine, theirs, offset }: Separation): string {
  return `${offset}\u0000${identifierKey(mine)}\u0000${identifierKey(theirs)}`;
}
