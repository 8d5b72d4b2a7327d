import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import { identifiersOf, joinedOf, type OwnedEntry, subjectOf } from "./owned-entry.ts";

/** Which of the two people an identifier or an entry belongs to. */
export type Side = "stays" | "leaves";

/**
 * The identifiers that leave with those named in `split`. Every identifier has a home: the profile in which it was first seen, before
 * any merge. What shares a home with a split identifier leaves with it, unless nothing would stay; then only the named ones leave.
 *
 * @param entries all the entries of the merged profile, ascending.
 * @param members the identifiers of the merged profile.
 */
export function leavingIdentifiers(
  entries: readonly OwnedEntry[],
  members: ReadonlySet<IdentifierKey>,
  split: ReadonlySet<IdentifierKey>,
): Set<IdentifierKey> {
  const homes = homesOf(entries, members);
  const opened = new Set([...split].map((key) => homes.get(key)));
  const fromHome = new Set([...members].filter((key) => split.has(key) || opened.has(homes.get(key))));
  const leaving = fromHome.size < members.size ? fromHome : new Set(split);
  const withTheirs = withCompany(entries, members, leaving, split);
  // Where every entry would leave, the others are what is taken off, with nothing of their own.
  return withTheirs.size < members.size ? withTheirs : new Set([...members].filter((key) => !split.has(key)));
}

/** An identifier of which every entry goes to the other person goes with them, unless it was named itself. */
function withCompany(
  entries: readonly OwnedEntry[],
  members: ReadonlySet<IdentifierKey>,
  leaving: ReadonlySet<IdentifierKey>,
  split: ReadonlySet<IdentifierKey>,
): Set<IdentifierKey> {
  const seenWith = new Map<IdentifierKey, Set<Side>>();
  for (const [entry, side] of sidesOf(entries, members, leaving)) {
    for (const identifier of joinedOf(entry)) {
      const key = identifierKey(identifier);
      seenWith.set(key, (seenWith.get(key) ?? new Set()).add(side));
    }
  }
  const onlyWith = (key: IdentifierKey, side: Side) => seenWith.get(key)?.has(otherSide(side)) === false;
  return new Set(
    [...members].filter(
      (key) => split.has(key) || (leaving.has(key) ? !onlyWith(key, "stays") : onlyWith(key, "leaves")),
    ),
  );
}

function otherSide(side: Side): Side {
  return side === "stays" ? "leaves" : "stays";
}

/** Where each identifier was first seen: with a stronger identifier that had a home already, else in the profile that owned the entry. */
function homesOf(entries: readonly OwnedEntry[], members: ReadonlySet<IdentifierKey>): Map<IdentifierKey, string> {
  const homes = new Map<IdentifierKey, string>();
  for (const entry of entries) {
    const keys = joinedOf(entry)
      .map(identifierKey)
      .filter((key) => members.has(key));
    const known = keys.find((key) => homes.has(key));
    const home = known === undefined ? entry.profileId : homes.get(known)!;
    for (const key of keys) if (!homes.has(key)) homes.set(key, home);
  }
  return homes;
}

/**
 * The side of each entry: that of its identifiers; where it names both sides, that of its user id, else of its strongest identifier.
 * What stayed apart in an entry does not decide. An entry that brought none of the profile's identifiers follows the profile id it was
 * kept under.
 */
export function sidesOf(
  entries: readonly OwnedEntry[],
  members: ReadonlySet<IdentifierKey>,
  leaving: ReadonlySet<IdentifierKey>,
): Map<OwnedEntry, Side> {
  const sides = new Map<OwnedEntry, Side>();
  const sideOfId = new Map<string, Side>();
  for (const entry of entries) {
    const identifiers = joinedOf(entry).filter((identifier) => members.has(identifierKey(identifier)));
    const decisive = identifiers.find(isUserId) ?? identifiers[0];
    if (decisive === undefined) continue;
    const side = leaving.has(identifierKey(decisive)) ? "leaves" : "stays";
    sides.set(entry, side);
    if (!sideOfId.has(entry.profileId)) sideOfId.set(entry.profileId, side);
  }
  for (const entry of entries) if (!sides.has(entry)) sides.set(entry, sideOfId.get(entry.profileId) ?? "stays");
  return sides;
}

export function keysOf(entry: OwnedEntry): IdentifierKey[] {
  return identifiersOf(subjectOf(entry)).map(identifierKey);
}

function isUserId({ namespace }: Identifier): boolean {
  return namespace === "user_id";
}
