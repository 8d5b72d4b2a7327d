import { dayMs } from "@attune/math/time-units";
import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { FoldState } from "./fold-state.ts";
import { type IdentityLimits, limitOf } from "./identity-limits.ts";
import { isOlder } from "./merge-profiles.ts";

/** A profile that has absorbed this many others absorbs no more. */
export const mergeLimit = 100;

/** Namespaces that name a thing which people pass on: a browser, a device. */
const passedOn: ReadonlySet<string> = new Set(["anonymous_id", "device_id"]);

/** Whose an entry is, by the identifiers it names. */
export interface Resolution {
  /** The profile that owns it; null where a new one begins. */
  profileId: string | null;
  /** Profiles that become one with it, each with the identifier that led to it. */
  absorbed: Array<{ profileId: string; via: Identifier }>;
  /** Identifiers that point to the owner from now on. */
  joined: Identifier[];
  /** Identifiers that are named and stay apart. */
  apart: IdentifierKey[];
}

interface Union {
  profiles: Array<{ profile: Profile; via: Identifier }>;
  fresh: Identifier[];
}

/**
 * Resolves the identifiers of one entry, strongest first. Each joins what the stronger ones led to, unless that would break a limit,
 * bring two user ids together or undo a separation; then it stays apart, and the weaker ones are tried all the same. A browser or
 * device named together with a user id, whose profile cannot be joined (two people share it), is handed to that user from now on.
 *
 * @param identifiers strongest first.
 * @param at time of the entry, for limits with a window.
 */
export function resolveIdentity(
  identifiers: readonly Identifier[],
  state: FoldState,
  limits: IdentityLimits,
  at: number,
): Resolution {
  const only = identifiers.length === 1 ? pointedTo(identifiers[0]!, state) : commonProfile(identifiers, state);
  if (only !== undefined) return { profileId: only.profileId, absorbed: [], joined: [...identifiers], apart: [] };

  const union: Union = { profiles: [], fresh: [] };
  const joined: Identifier[] = [];
  const refused: Identifier[] = [];
  for (const identifier of identifiers)
    (admits(union, identifier, state, limits, at) ? joined : refused).push(identifier);

  const apart: IdentifierKey[] = [];
  const byUser = joined[0]?.namespace === "user_id";
  for (const identifier of refused) {
    const handedOver =
      byUser &&
      passedOn.has(identifier.namespace) &&
      !isParted(union, pointedTo(identifier, state)) &&
      canTake(union, identifier, limits, at);
    if (handedOver) joined.push(identifier);
    else apart.push(identifierKey(identifier));
  }

  const [owner, ...absorbed] = union.profiles.sort((a, b) => (isOlder(a.profile, b.profile) ? -1 : 1));
  return {
    profileId: owner?.profile.profileId ?? null,
    absorbed: absorbed.map(({ profile, via }) => ({ profileId: profile.profileId, via })),
    joined,
    apart,
  };
}

/** Joins the identifier, and the profile it points to, to the union where nothing speaks against it; says whether it did. */
function admits(union: Union, identifier: Identifier, state: FoldState, limits: IdentityLimits, at: number): boolean {
  const profile = pointedTo(identifier, state);
  if (profile === undefined) {
    if (!canTake(union, identifier, limits, at)) return false;
    union.fresh.push(identifier);
    return true;
  }
  if (union.profiles.some((member) => member.profile.profileId === profile.profileId)) return true;
  if (!canJoin(union, profile, limits, at)) return false;
  union.profiles.push({ profile, via: identifier });
  return true;
}

function canTake(union: Union, identifier: Identifier, limits: IdentityLimits, at: number): boolean {
  const key = identifierKey(identifier);
  const members = union.profiles.map((member) => member.profile);
  if (members.some((member) => member.separations.some(({ theirs }) => identifierKey(theirs) === key))) return false;
  const counted = countedIdentifiers(members, union.fresh, limits, at);
  counted.set(key, identifier);
  return withinLimit(counted, identifier.namespace, limits);
}

function canJoin(union: Union, profile: Profile, limits: IdentityLimits, at: number): boolean {
  if (union.profiles.length === 0 && union.fresh.length === 0) return true;
  if (isParted(union, profile)) return false;
  const members = union.profiles.map((member) => member.profile);
  const all = [...members, profile];
  const absorbedCount = all.reduce((sum, member) => sum + member.merges.length, all.length - 1);
  if (absorbedCount > mergeLimit) return false;
  const counted = countedIdentifiers(all, union.fresh, limits, at);
  const namespaces = new Set([...counted.values()].map((identifier) => identifier.namespace));
  for (const namespace of namespaces) if (!withinLimit(counted, namespace, limits)) return false;
  return true;
}

/** Whether a person declared that the profile is another's than one of the union. */
function isParted(union: Union, profile: Profile | undefined): boolean {
  if (profile === undefined) return false;
  if (union.profiles.some((member) => areSeparated(member.profile, profile) || areSeparated(profile, member.profile)))
    return true;
  if (profile.separations.length === 0) return false;
  const fresh = new Set(union.fresh.map(identifierKey));
  return profile.separations.some(({ theirs }) => fresh.has(identifierKey(theirs)));
}

function areSeparated(a: Profile, b: Profile): boolean {
  if (a.separations.length === 0) return false;
  const theirs = new Set(b.identities.map(identifierKey));
  return a.separations.some((separation) => theirs.has(identifierKey(separation.theirs)));
}

function countedIdentifiers(
  profiles: readonly Profile[],
  fresh: readonly Identifier[],
  limits: IdentityLimits,
  at: number,
): Map<IdentifierKey, Identifier> {
  const counted = new Map<IdentifierKey, Identifier>(
    fresh.map((identifier) => [identifierKey(identifier), identifier]),
  );
  for (const profile of profiles) {
    for (const link of profile.identities) {
      const { windowDays } = limitOf(link.namespace, limits);
      if (windowDays !== undefined && link.first.at <= at - windowDays * dayMs) continue;
      counted.set(identifierKey(link), link);
    }
  }
  return counted;
}

function withinLimit(counted: Map<IdentifierKey, Identifier>, namespace: string, limits: IdentityLimits): boolean {
  let count = 0;
  for (const identifier of counted.values()) if (identifier.namespace === namespace) count += 1;
  return count <= limitOf(namespace, limits).most;
}

/** The profile that all the identifiers point to already: what nearly every entry of a known person finds. */
function commonProfile(identifiers: readonly Identifier[], state: FoldState): Profile | undefined {
  const first = pointedTo(identifiers[0]!, state);
  if (first === undefined) return undefined;
  for (let i = 1; i < identifiers.length; i++)
    if (state.identity(identifierKey(identifiers[i]!))?.profileId !== first.profileId) return undefined;
  return first;
}

function pointedTo(identifier: Identifier, state: FoldState): Profile | undefined {
  const record = state.identity(identifierKey(identifier));
  if (record === undefined || record.profileId === "") return undefined;
  const profile = state.profile(record.profileId);
  if (profile === undefined)
    throw new TypeError(`the view lacks profile ${record.profileId}, which an identity points to`);
  return profile;
}
